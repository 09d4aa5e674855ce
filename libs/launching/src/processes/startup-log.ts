const KEPT_LINES = 200;

/** Collects the output of a starting process, so that its readiness can be awaited and its failure explained. */
export class StartupLog {
  private readonly lines: string[] = [];
  private readonly watchers = new Set<(line: string) => void>();

  add(line: string): void {
    this.lines.push(line);
    if (this.lines.length > KEPT_LINES) this.lines.shift();
    for (const watcher of this.watchers) watcher(line);
  }

  includes(text: string): boolean {
    return this.lines.some((line) => line.includes(text));
  }

  /** Resolves with the first line, past or future, that matches. */
  line(pattern: RegExp): Promise<RegExpMatchArray> {
    for (const line of this.lines) {
      const match = line.match(pattern);
      if (match) return Promise.resolve(match);
    }
    return new Promise((resolve) => {
      const watcher = (line: string): void => {
        const match = line.match(pattern);
        if (!match) return;
        this.watchers.delete(watcher);
        resolve(match);
      };
      this.watchers.add(watcher);
    });
  }

  tail(count = 12): string {
    return this.lines.slice(-count).join('\n');
  }
}
