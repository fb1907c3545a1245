// <lm-player peaks="/calls/peaks?…">: draws each side of a sound over the browser's own
// player. What it draws the server has measured, so the sound is fetched only when it is played.
import WaveSurfer from "wavesurfer.js";

const HEIGHT = 48; // pixels of one side

class Player extends HTMLElement {
  #wave = null;

  async connectedCallback() {
    const audio = this.querySelector("audio");
    const speed = this.querySelector("[data-speed]");
    speed.addEventListener("change", () => {
      audio.playbackRate = Number(speed.value);
    });
    const answer = await fetch(this.getAttribute("peaks"));
    if (!answer.ok || !this.isConnected) return;
    const { seconds, peaks } = await answer.json();
    const container = this.querySelector("[data-wave]");
    const done = getComputedStyle(container).color;
    const side = { height: HEIGHT, waveColor: getComputedStyle(this).color, progressColor: done };
    this.#wave = WaveSurfer.create({
      container,
      media: audio,
      peaks,
      duration: seconds,
      splitChannels: peaks.map(() => side),
      cursorColor: done,
      cspNonce: this.nonce, // the attribute itself is hidden from scripts
    });
  }

  disconnectedCallback() {
    this.#wave?.destroy();
  }
}

customElements.define("lm-player", Player);
