// A browser shows a notebook beside a page opened from disk as text. There it comes as a script, and
// is saved from memory; from a server the link itself saves it.
(() => {
  const save = (address, name) => Object.assign(document.createElement("a"), { href: address, download: name }).click();

  function load(address) {
    return new Promise((resolve, reject) => {
      const script = Object.assign(document.createElement("script"), { src: address, onload: resolve, onerror: reject });
      document.head.append(script);
    });
  }

  async function saveFromDisk(event) {
    event.preventDefault();
    const link = event.currentTarget;
    await load(`${link.href}.js`);
    const notebook = new Blob([window.setnbNotebook], { type: "application/x-ipynb+json" });
    const address = URL.createObjectURL(notebook);
    save(address, link.download);
    URL.revokeObjectURL(address);
  }

  for (const link of document.querySelectorAll('a[href*="_sources/"][href$=".ipynb"]')) {
    link.download = link.pathname.split("/").pop();
    if (location.protocol === "file:") link.addEventListener("click", saveFromDisk);
  }
})();
