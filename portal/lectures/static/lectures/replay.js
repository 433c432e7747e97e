// A chapter plays in the page's own player; without this script its link opens the recording at that moment.

const player = document.querySelector("[data-player]");
const chapters = [...document.querySelectorAll("[data-at]")];

function current() {
  const reached = chapters.filter((chapter) => Number(chapter.dataset.at) <= player.currentTime + 0.2);
  chapters.forEach((chapter) => chapter.removeAttribute("aria-current"));
  reached.at(-1)?.setAttribute("aria-current", "true");
}

if (player) {
  chapters.forEach((chapter) =>
    chapter.addEventListener("click", (event) => {
      event.preventDefault();
      player.currentTime = Number(chapter.dataset.at);
      player.play().catch(() => player.focus());
    }),
  );
  player.addEventListener("timeupdate", current);
}
