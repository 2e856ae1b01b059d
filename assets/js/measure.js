// Phones: the select beside a big table shows another measure at once, without asking the server.
export function oneMeasure(root) {
  root.querySelectorAll("form.cr-onemeasure select").forEach((select) => {
    const table = document.getElementById(select.dataset.table);
    if (!table || select.dataset.ready) return;
    select.dataset.ready = "yes";
    const show = () => {
      table.className = table.className.replace(/\s*cr-show-\d+/g, "");
      if (select.value !== "0") table.classList.add(`cr-show-${select.value}`);
    };
    select.addEventListener("change", show);
    show();
  });
}
