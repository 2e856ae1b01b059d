// The drop zone: files dropped on it land in its file input. Without a script the input serves alone.
export function dropFiles(root) {
  root.querySelectorAll(".cr-drop").forEach((well) => {
    const input = well.querySelector("input[type=file]");
    if (!input) return;
    const names = document.createElement("ul");
    names.className = "cr-drop__names";
    names.setAttribute("aria-live", "polite");
    input.after(names);
    const list = () => names.replaceChildren(...[...input.files].map((file) => {
      const item = document.createElement("li");
      item.textContent = `${file.name}, ${file.size < 1e6 ? `${Math.ceil(file.size / 1e3)} kB` : `${(file.size / 1e6).toFixed(1)} MB`}`;
      return item;
    }));
    input.addEventListener("change", list);
    for (const kind of ["dragenter", "dragover"]) well.addEventListener(kind, (event) => {
      event.preventDefault();
      well.classList.add("cr-drop--over");
    });
    for (const kind of ["dragleave", "drop"]) well.addEventListener(kind, () => well.classList.remove("cr-drop--over"));
    well.addEventListener("drop", (event) => {
      event.preventDefault();
      if (event.dataTransfer.files.length) {
        input.files = event.dataTransfer.files;
        input.dispatchEvent(new Event("change"));
      }
    });
  });
}
