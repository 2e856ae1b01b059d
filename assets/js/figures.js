// A figure opens where it stands. Two kinds: <details class="cr-prov"> holds its panel; <a class="cr-fig"> leads to a page
// of its own, which is shown in one shared popover instead.
const closeAll = (except) =>
  document.querySelectorAll("details.cr-prov[open]").forEach((other) => {
    if (other !== except && !other.contains(except)) other.open = false;
  });

// Turn a floating panel to the side that has room
const turn = (details) => {
  details.classList.remove("cr-prov--left", "cr-prov--up");
  const panel = details.querySelector(".cr-prov__panel");
  if (!panel || getComputedStyle(panel).position !== "absolute") return;
  const box = panel.getBoundingClientRect();
  if (box.right > document.documentElement.clientWidth - 8) details.classList.add("cr-prov--left");
  if (box.bottom > window.innerHeight && details.getBoundingClientRect().top > box.height + 20) details.classList.add("cr-prov--up");
};

let popover, opener;
const shared = () => {
  if (!popover) {
    popover = document.createElement("div");
    popover.className = "cr-popover";
    popover.popover = "auto";
    popover.tabIndex = -1;
    popover.setAttribute("role", "dialog");
    popover.setAttribute("aria-label", "Where the figure comes from");
    popover.addEventListener("toggle", (event) => {
      if (event.newState === "closed" && popover.contains(document.activeElement) && opener) opener.focus();
    });
    document.body.append(popover);
  }
  return popover;
};

const place = (link) => {
  const at = link.getBoundingClientRect();
  const width = popover.offsetWidth, height = popover.offsetHeight;
  const left = Math.max(15, Math.min(at.left, document.documentElement.clientWidth - width - 15));
  const below = at.bottom + 8 + height < window.innerHeight || at.top < height + 16;
  popover.style.left = `${left + window.scrollX}px`;
  popover.style.top = `${(below ? at.bottom + 8 : at.top - height - 8) + window.scrollY}px`;
};

const show = async (link) => {
  const answer = await fetch(link.href, { headers: { "HX-Request": "true" }, credentials: "same-origin" });
  if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const body = page.querySelector(".cr-prov__panel") || page.querySelector("main");
  shared().replaceChildren(...body.childNodes);
  const close = document.createElement("button");
  close.type = "button";
  close.className = "cr-linkbutton cr-popover__close";
  close.textContent = "Close";
  close.addEventListener("click", () => popover.hidePopover());
  popover.prepend(close);
  opener = link;
  popover.showPopover();
  place(link);
  popover.focus({ preventScroll: true });
};

export function openFigures(root) {
  root.addEventListener("toggle", (event) => {
    const details = event.target;
    if (!(details instanceof HTMLElement) || !details.matches("details.cr-prov") || !details.open) return;
    closeAll(details);
    turn(details);
  }, true);
  root.addEventListener("click", (event) => {
    if (!event.target.closest("details.cr-prov")) closeAll(null);
    const link = event.target.closest("a.cr-fig");
    const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
    if (!link || !plain || !("popover" in HTMLElement.prototype)) return;
    event.preventDefault();
    show(link).catch(() => { window.location.href = link.href; });
  });
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = document.querySelector("details.cr-prov[open]");
    if (open) {
      open.open = false;
      open.querySelector("summary").focus();
    }
  });
}
