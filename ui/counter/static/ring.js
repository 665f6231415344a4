"use strict";
// Two soft beeps every three seconds while somebody at the kiosk waits for help.
// Browsers allow sound only after the first touch or key; until then the banner alone calls.
let air = null;
let timer = 0;

export function allow() {
  const Sound = window.AudioContext ?? window.webkitAudioContext;
  if (!Sound) return;
  air ??= new Sound();
  air.resume().catch(() => {});
}

export function ring(on) {
  if (on && !timer) { beep(); timer = setInterval(beep, 3000); }
  if (!on && timer) { clearInterval(timer); timer = 0; }
}

function beep() {
  if (!air || air.state !== "running") return;
  [[0, 880], [0.22, 660]].forEach(([after, hertz]) => {
    const tone = air.createOscillator();
    const loud = air.createGain();
    const begin = air.currentTime + after;
    tone.frequency.value = hertz;
    loud.gain.setValueAtTime(0, begin);
    loud.gain.linearRampToValueAtTime(0.25, begin + 0.02);
    loud.gain.exponentialRampToValueAtTime(0.001, begin + 0.2);
    tone.connect(loud).connect(air.destination);
    tone.start(begin);
    tone.stop(begin + 0.21);
  });
}
