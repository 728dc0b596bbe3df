// <select data-parent-field="Field"> offers only the options whose data-parent is the answer to that field (and those without one).
import { answers } from "./answers.js";

function narrow(select) {
  const all = [...select.options];

  function update() {
    const parents = answers(select.form, select.dataset.parentField);
    const fitting = all.filter((option) => option.selected && !option.value || parents.length === 0 || !option.dataset.parent || parents.includes(option.dataset.parent));
    if (fitting.length === select.options.length && fitting.every((option, index) => option === select.options[index])) return;
    const chosen = new Set(select.selectedOptions);
    select.replaceChildren(...fitting);
    for (const option of fitting) option.selected = chosen.has(option);
    if (!select.multiple && select.selectedIndex < 0) select.selectedIndex = 0;
    if (fitting.filter((option) => chosen.has(option)).length < chosen.size) select.dispatchEvent(new Event("change", { bubbles: true }));
  }

  select.form.addEventListener("change", (event) => {
    if (event.target.name === select.dataset.parentField) update();
  });
  addEventListener("pageshow", update);
  update();
}

document.querySelectorAll("select[data-parent-field]").forEach(narrow);
