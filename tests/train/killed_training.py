"""A short training to be killed: `python killed_training.py CHECKPOINT RESULT`."""

import sys
from pathlib import Path

import torch
from torch import nn

from setnb.seeds import make_generator, seed_everything
from setnb.train import fit_resumably

torch.set_num_threads(1)
seed_everything(0)
model = nn.Sequential(nn.Linear(3, 64), nn.Tanh(), nn.Dropout(0.2), nn.Linear(64, 1))
optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, 400)


def batch(step):
    x = torch.randn(256, 3, generator=make_generator(0, step))
    return x, x.prod(1, keepdim=True)


checkpoint, result = map(Path, sys.argv[1:])
rows = fit_resumably(
    model, batch, nn.functional.mse_loss, optimizer,
    steps=400, schedule=schedule, checkpoint=checkpoint, every=3,
)  # fmt: skip
for row in rows:
    print(row["step"], flush=True)
torch.manual_seed(1)
exact = [value.hex() for value in model(torch.randn(5, 3)).flatten().double().tolist()]
result.write_text("\n".join(exact))
