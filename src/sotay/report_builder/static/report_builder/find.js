// Many figures: those that have none of the words looked for are hidden. What is ticked stays in view.

const bare = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/gi, "d").toLowerCase();

const field = document.querySelector(".columns");
const box = field?.querySelector(".find");
if (box) {
  const choices = [...field.querySelectorAll(".choice")].map((choice) => [choice, bare(choice.textContent)]);
  const input = box.querySelector("input");
  box.hidden = false;
  input.addEventListener("input", () => {
    const words = bare(input.value).split(/\s+/).filter(Boolean);
    for (const [choice, text] of choices)
      choice.hidden = !choice.querySelector("input").checked && !words.every((word) => text.includes(word));
    for (const group of field.querySelectorAll("details")) {
      group.hidden = !group.querySelector(".choice:not([hidden])");
      group.open ||= words.length > 0;
    }
    field.querySelector(".none").hidden = choices.some(([choice]) => !choice.hidden);
  });
  input.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
}
