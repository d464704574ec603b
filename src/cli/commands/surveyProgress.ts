import { harmlessText, inLine } from '../../domain/arm/inert.ts';
import { countWithNoun } from '../../domain/words/counts.ts';
import { durationWords } from '../../domain/words/duration.ts';
import { startProgress, type Terminal } from '../terminal/terminal.ts';
import { textOf } from '../../sentences/textOf.ts';

/** Milliseconds between two lines if the output is not a terminal, and before the time left is estimated. */
const betweenLines = 30_000;
const beforeEstimate = 5_000;
/** Milliseconds that an estimate looks back: what a limit let through at first says nothing about the rest. */
const lookBack = 60_000;
/** Milliseconds between two marks. */
const betweenMarks = 1000;
/** Fewer than these say little about the rest. */
const fewest = 10;

/** Reports the progress of a survey of many clusters: each change on a terminal, otherwise a line every half minute. */
export class SurveyProgress {
  readonly #terminal: Terminal;
  readonly #line: ReturnType<typeof startProgress>;
  #clusters = { done: 0, all: 0 };
  #asked = { done: 0, all: 0 };
  #since: number | undefined;
  /** How many were asked when, the oldest first. */
  #marks: { readonly at: number; readonly done: number }[] = [];
  #lastLine: number;

  constructor(terminal: Terminal, connectionName: string) {
    this.#terminal = terminal;
    this.#line = startProgress(terminal);
    this.#lastLine = terminal.now().getTime();
    this.say(harmlessText(`Listing the clusters of ${inLine(connectionName)}...`));
  }

  readonly onListed = ({ length }: { readonly length: number }): void => {
    this.#clusters = { done: 0, all: length };
    this.say(`Checking ${textOf(countWithNoun(length, 'cluster'))}...`);
  };

  readonly onFound = (): void => {
    this.#clusters = { ...this.#clusters, done: this.#clusters.done + 1 };
    this.#show();
  };

  readonly onAsking = (progress: { readonly done: number; readonly all: number }): void => {
    const now = this.#terminal.now().getTime();
    this.#since ??= now;
    this.#asked = progress;
    if (now - (this.#marks.at(-1)?.at ?? -Infinity) >= betweenMarks) this.#marks.push({ at: now, done: progress.done });
    const second = (): number => this.#marks[1]?.at ?? Infinity;
    while (now - second() >= lookBack) this.#marks.shift();
    this.#show();
  };

  say(text: string): void {
    this.#line.say(text);
  }

  end(): void {
    this.#line.end();
  }

  #show(): void {
    const now = this.#terminal.now().getTime();
    if (!this.#terminal.isWatched && now - this.#lastLine < betweenLines) return;
    this.#lastLine = now;
    const { done, all } = this.#clusters;
    const askedSoFar = this.#asked;
    this.say(
      [
        `Checked ${formatNumber(done)} of ${textOf(countWithNoun(all, 'cluster'))}`,
        ...(askedSoFar.done < askedSoFar.all
          ? [`asked ${formatNumber(askedSoFar.done)} of ${formatNumber(askedSoFar.all)} one by one`]
          : []),
        ...this.#timeLeft(now),
      ].join('; '),
    );
  }

  /** Estimated from the single requests of the last minute, then from the clusters that were checked; empty while too few are done. */
  #timeLeft(now: number): readonly string[] {
    const isAsking = this.#asked.done < this.#asked.all;
    const { done, all } = isAsking ? this.#asked : this.#clusters;
    const since = this.#since ?? now;
    if (done < fewest || done >= all || now - since < beforeEstimate) return [];
    const mark = (isAsking ? this.#marks[0] : undefined) ?? { at: since, done: 0 };
    if (done === mark.done) return [];
    return [`about ${textOf(durationWords(((all - done) * (now - mark.at)) / (done - mark.done)))} left`];
  }
}

function formatNumber(count: number): string {
  return count.toLocaleString('en');
}
