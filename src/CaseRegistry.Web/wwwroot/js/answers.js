/** What is filled in for a field of the form now: its values, also of radios, checkboxes and lists. */
export function answers(form, name) {
  const controls = [...(form?.elements ?? [])].filter((control) => control.name === name && !control.disabled);
  return controls.flatMap((control) => {
    if (control.type === "radio" || control.type === "checkbox") return control.checked ? [control.value] : [];
    if (control instanceof HTMLSelectElement) return [...control.selectedOptions].map((option) => option.value).filter(Boolean);
    return control.value ? [control.value] : [];
  });
}
