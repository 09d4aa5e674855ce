/** How late this instance was with its work: reported with every beat. */
export class WorkLag {
  #worstSeconds: number | null = null;

  /** Something was done this long after it could have been. */
  observe(seconds: number): void {
    this.#worstSeconds = Math.max(this.#worstSeconds ?? 0, seconds);
  }

  /** The worst since this was last asked; null when there was nothing to do. */
  takeWorstSeconds(): number | null {
    const worst = this.#worstSeconds;
    this.#worstSeconds = null;
    return worst;
  }
}

/** Of this process, as its metrics are. */
export const workLag = new WorkLag();
