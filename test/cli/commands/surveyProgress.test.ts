import { describe, expect, it } from 'vitest';
import { SurveyProgress } from '../../../src/cli/commands/surveyProgress.ts';
import type { Terminal } from '../../../src/cli/terminal/terminal.ts';

function bench(isWatched: boolean) {
  let seconds = 0;
  const told: string[] = [];
  const terminal = {
    isWatched,
    tell: (text: string) => void told.push(text),
    now: () => new Date(seconds * 1000),
  } as unknown as Terminal;
  const progress = new SurveyProgress(terminal, 'Contoso');
  progress.onListed({ length: 2000 });
  return { progress, told, pass: (more: number) => void (seconds += more) };
}

describe('the progress of a survey', () => {
  it('says how many of how many were checked and asked, and the time left once it can be estimated', () => {
    const { progress, told, pass } = bench(true);
    progress.onAsking({ done: 0, all: 4000 });
    pass(4);
    progress.onAsking({ done: 40, all: 4000 });
    expect(told.at(-1)).toContain('Checked 0 of 2,000 clusters; asked 40 of 4,000 one by one');
    expect(told.at(-1)).not.toContain('left');
    pass(36);
    progress.onFound();
    progress.onAsking({ done: 400, all: 4000 });
    expect(told.at(-1)).toContain('Checked 1 of 2,000 clusters; asked 400 of 4,000 one by one; about 6 m left');
    progress.onAsking({ done: 4000, all: 4000 });
    expect(told.at(-1)).toMatch(/Checked 1 of 2,000 clusters$/);
  });

  it('estimates by the last minute, where a limit let many through at first', () => {
    const { progress, told, pass } = bench(true);
    progress.onAsking({ done: 0, all: 1000 });
    pass(10);
    progress.onAsking({ done: 500, all: 1000 });
    for (let done = 501; done <= 600; done++) {
      pass(1);
      progress.onAsking({ done, all: 1000 });
    }
    expect(told.at(-1)).toContain('asked 600 of 1,000 one by one; about 6 m 40 s left');
  });

  it('is a line every half minute where nobody watches', () => {
    const { progress, told, pass } = bench(false);
    for (let count = 0; count < 100; count++) {
      pass(1);
      progress.onFound();
    }
    expect(told).toEqual([
      'Listing the clusters of Contoso...\n',
      'Checking 2,000 clusters...\n',
      'Checked 30 of 2,000 clusters\n',
      'Checked 60 of 2,000 clusters\n',
      'Checked 90 of 2,000 clusters\n',
    ]);
  });
});
