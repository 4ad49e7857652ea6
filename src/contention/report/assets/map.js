(() => {
  "use strict";
  const data = JSON.parse(document.getElementById("map-data").textContent);
  const board = document.querySelector(".moving");
  const groups = [...board.querySelectorAll("g.events")];
  const slider = document.getElementById("week");
  const when = document.getElementById("when");
  const play = document.getElementById("play");
  const namespace = "http://www.w3.org/2000/svg";
  let timer = 0;

  const byWeek = {};
  for (const [key, layer] of Object.entries(data.layers)) {
    byWeek[key] = { crowd: [], force: [] };
    for (const kind of ["crowd", "force"]) {
      for (const [week, place, count] of layer[kind]) {
        (byWeek[key][kind][week] ||= []).push([place, count]);
      }
    }
  }

  const mark = (place, count, kind, opacity) => {
    const [name, ...spots] = place;
    for (const [view, x, y] of spots) {
      const circle = document.createElementNS(namespace, "circle");
      circle.setAttribute("cx", x);
      circle.setAttribute("cy", y);
      circle.setAttribute("r", (4 * Math.sqrt(count) + (kind === "force" ? 3 : 0)).toFixed(1));
      circle.setAttribute("class", kind);
      circle.setAttribute("opacity", opacity.toFixed(2));
      const title = document.createElementNS(namespace, "title");
      title.textContent = name;
      circle.append(title);
      groups[view].append(circle);
    }
  };

  const say = (week, key) => {
    const today = byWeek[key].crowd[week] || [];
    const days = today.reduce((sum, [, count]) => sum + count, 0);
    const places = data.layers[key].places;
    const largest = [...today].sort((a, b) => b[1] - a[1]).slice(0, 3);
    const names = largest.map(([place]) => places[place][0].split(",")[0]).join(", ");
    const more = today.length > 3 ? " and " + (today.length - 3) + " more" : "";
    when.textContent =
      "Week of " + data.weeks[week] + ": " +
      (days ? days + (days === 1 ? " town-day: " : " town-days: ") + names + more : "quiet");
  };

  const draw = () => {
    const week = Number(slider.value);
    const key = board.querySelector("input[name=layer]:checked").value;
    const { places } = data.layers[key];
    groups.forEach((group) => group.replaceChildren());
    for (let age = data.fade; age >= 0; age -= 1) {
      const opacity = age ? 0.32 * (1 - age / (data.fade + 1)) : 0.85;
      for (const [place, count] of byWeek[key].crowd[week - age] || []) {
        mark(places[place], count, age ? "crowd old" : "crowd", opacity);
      }
    }
    for (const [place, count] of byWeek[key].force[week] || []) {
      mark(places[place], count, "force", 1);
    }
    slider.setAttribute("aria-valuetext", "week of " + data.weeks[week]);
    say(week, key);
  };

  const stop = () => {
    clearInterval(timer);
    timer = 0;
    play.textContent = "Play";
    play.setAttribute("aria-pressed", "false");
  };

  play.addEventListener("click", () => {
    if (timer) return stop();
    if (slider.value === slider.max) slider.value = 0;
    play.textContent = "Pause";
    play.setAttribute("aria-pressed", "true");
    timer = setInterval(() => {
      if (slider.value === slider.max) return stop();
      slider.value = Number(slider.value) + 1;
      draw();
    }, 120);
  });
  slider.addEventListener("input", () => { stop(); draw(); });
  for (const radio of board.querySelectorAll("input[name=layer]")) {
    radio.addEventListener("change", draw);
  }
  for (const button of board.querySelectorAll(".jump")) {
    button.addEventListener("click", () => { stop(); slider.value = button.dataset.week; draw(); });
  }
  document.documentElement.classList.add("moves");
  board.hidden = false;
  draw();
})();
