// Shows the copy button where the browser can copy; without this module the text can be selected by hand.
const buttons = document.querySelectorAll("button[data-copy]")
if (navigator.clipboard) {
  for (const button of buttons) {
    button.hidden = false
    button.addEventListener("click", async () => {
      const field = document.getElementById(button.dataset.copy)
      try {
        await navigator.clipboard.writeText(field.value)
        button.textContent = button.dataset.done
      } catch {
        field.select()
      }
    })
  }
}
