/** Counts what passed, prints a line for each, and keeps what failed for the end of the run. */
export class Tally {
  passed = 0;
  readonly failures: string[] = [];

  /** @param problem undefined where it passed */
  note(title: string, problem?: string): void {
    console.log(`${problem === undefined ? 'ok    ' : 'FAILED'}  ${title}`);
    if (problem === undefined) {
      this.passed++;
      return;
    }
    const end = problem.split('\n').slice(-12).join('\n        ');
    console.log(`        ${end}`);
    this.failures.push(`${title}\n        ${end}`);
  }
}
