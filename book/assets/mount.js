// Brings the widgets of a built page to life. A classic script: browsers refuse module scripts on
// pages opened from disk, but allow import() of a blob that such a script made.
(() => {
  const folder = document.currentScript.src.replace(/[^/]*$/, "widgets/");
  const modules = {};

  // What anywidget calls a model, without a kernel behind it.
  function makeModel(state) {
    const listeners = new Map();
    const fire = (event, value) => [...(listeners.get(event) ?? [])].forEach((call) => call(model, value));
    const model = {
      get: (name) => state[name],
      set(name, value) {
        const changes = typeof name === "string" ? { [name]: value } : name;
        const changed = Object.keys(changes).filter((key) => state[key] !== changes[key]);
        Object.assign(state, changes);
        changed.forEach((key) => fire(`change:${key}`, state[key]));
        if (changed.length) fire("change");
      },
      save_changes() {},
      send() {},
      on(events, call) {
        for (const event of events.split(" ")) {
          listeners.set(event, [...(listeners.get(event) ?? []), call]);
        }
      },
      off(events, call) {
        for (const event of events?.split(" ") ?? [...listeners.keys()]) {
          listeners.set(event, (listeners.get(event) ?? []).filter((other) => call && other !== call));
        }
      },
    };
    return model;
  }

  function loadScript(address) {
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = address;
      script.onload = resolve;
      script.onerror = () => reject(new Error(`${address} could not be loaded`));
      document.head.append(script);
    });
  }

  async function importWidget(name) {
    await loadScript(`${folder}${name}.esm.js`);
    const address = URL.createObjectURL(new Blob([window.setnbWidgets[name]], { type: "text/javascript" }));
    try {
      return (await import(address)).default;
    } finally {
      URL.revokeObjectURL(address);
    }
  }

  async function mount(root) {
    root.dataset.live = "loading";
    try {
      const { widget: name, state } = root.dataset;
      modules[name] ??= importWidget(name);
      const exported = await modules[name];
      const widget = typeof exported === "function" ? await exported() : exported;
      const model = makeModel(JSON.parse(state));
      await widget.initialize?.({ model });
      await widget.render({ model, el: root });
      root.dataset.live = "ok";
    } catch (error) {
      root.dataset.live = "error";
      const note = document.createElement("p");
      note.className = "setnb-failed";
      note.textContent = `This interactive drawing could not start (${error.message}). Reload the page, or use a current browser.`;
      root.replaceChildren(note);
      console.error(error);
    }
  }

  document.querySelectorAll(".setnb-widget").forEach(mount);
})();
