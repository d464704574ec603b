import { beforeEach, type RunnerTestSuite } from 'vitest';
import { titleProblem } from './titleLimits.ts';

// The title of a row of a table is only known when it runs.
beforeEach(({ task }) => {
  const groups: string[] = [];
  for (let group: RunnerTestSuite | undefined = task.suite; group; group = group.suite) groups.unshift(group.name);
  const problem = titleProblem(groups, task.name);
  if (problem !== undefined) throw new Error(`A title ${problem}`);
});
