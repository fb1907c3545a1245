// The thread of sound: plays samples as they come, and silence where none are there yet.
const BEGIN = 1600; // samples that are there before it begins: a fifth of a second against jitter
const MOST = 8000; // who lags behind by more than a second leaves the oldest out

class Ear extends AudioWorkletProcessor {
  #waiting = [];
  #count = 0;
  #place = 0;
  #plays = false;

  constructor() {
    super();
    this.port.onmessage = ({ data }) => this.#take(data);
  }

  #take(samples) {
    this.#waiting.push(samples);
    this.#count += samples.length;
    while (this.#count > MOST) this.#drop();
    if (this.#count >= BEGIN) this.#plays = true;
  }

  #drop() {
    this.#count -= this.#waiting.shift().length - this.#place;
    this.#place = 0;
  }

  process(_inputs, outputs) {
    const out = outputs[0][0];
    for (let at = 0; at < out.length && this.#plays; at += 1) {
      const piece = this.#waiting[0];
      if (!piece) this.#plays = false;
      else {
        out[at] = piece[this.#place];
        this.#place += 1;
        this.#count -= 1;
        if (this.#place === piece.length) {
          this.#waiting.shift();
          this.#place = 0;
        }
      }
    }
    return true;
  }
}

registerProcessor("lm-ear", Ear);
