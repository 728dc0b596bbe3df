// data-reveal-when="Field=one,two" shows a block when the field has one of the values ("Field" alone: any value). What is hidden is not
// sent. A block with an error stays in view.
import { answers } from "./answers.js";

const blocks = [...document.querySelectorAll("[data-reveal-when]")];
const alwaysOff = new Set(blocks.flatMap((block) => [...block.querySelectorAll(":disabled")]));

function wanted(block) {
  const [field, values] = block.dataset.revealWhen.split("=");
  const given = answers(block.closest("form"), field);
  return values === undefined ? given.length > 0 : values.split(",").some((value) => given.includes(value));
}

// In the order of the page: a block can depend on a field inside an earlier one.
function update() {
  for (const block of blocks) {
    const faulty = block.querySelector(".utrecht-form-field--invalid, .utrecht-form-fieldset--invalid, [aria-invalid=true]");
    block.hidden = !faulty && !block.matches(".utrecht-form-field--invalid, .utrecht-form-fieldset--invalid") && !wanted(block);
    for (const control of block.querySelectorAll("input, select, textarea, button")) {
      control.disabled = alwaysOff.has(control) || control.closest("[data-reveal-when][hidden]") !== null;
    }
  }
}

document.addEventListener("change", update);
document.addEventListener("input", update);
addEventListener("pageshow", update);
update();
