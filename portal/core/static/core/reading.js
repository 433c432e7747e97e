// Prints a text, and reads it aloud where the browser has a Chinese voice; a button that would do nothing stays hidden.

const tools = document.querySelector("[data-reading]");
const speech = window.speechSynthesis;

function chineseVoice() {
  return speech.getVoices().find((voice) => voice.lang.toLowerCase().startsWith("zh"));
}

function readAloud(button) {
  const idle = button.textContent;
  let spoken = null;

  function mark(element) {
    spoken?.classList.remove("speaking");
    spoken = element;
    spoken?.classList.add("speaking");
  }

  function stop() {
    speech.cancel();
    mark(null);
    button.textContent = idle;
    button.setAttribute("aria-pressed", "false");
  }

  function start() {
    const parts = [...document.querySelectorAll("[data-readable] :is(h1, h2, p, li, figcaption, img)")];
    const voice = chineseVoice();
    parts.forEach((part, at) => {
      const sentence = new SpeechSynthesisUtterance(part.alt ?? part.textContent);
      sentence.lang = "zh-CN";
      sentence.voice = voice;
      sentence.rate = 0.9;
      sentence.addEventListener("start", () => mark(part));
      if (at === parts.length - 1) sentence.addEventListener("end", stop);
      speech.speak(sentence);
    });
    button.textContent = button.dataset.readingLabel;
    button.setAttribute("aria-pressed", "true");
  }

  button.addEventListener("click", () => (button.getAttribute("aria-pressed") === "true" ? stop() : start()));
  window.addEventListener("pagehide", stop);
}

if (tools) {
  tools.hidden = false;
  tools.querySelector("[data-print]").addEventListener("click", () => window.print());
  const button = tools.querySelector("[data-read-aloud]");
  if (button && speech) {
    readAloud(button);
    const reveal = () => (button.hidden = !chineseVoice());
    speech.addEventListener?.("voiceschanged", reveal);
    reveal();
  }
}
