/** Loads what connecting needs; all of it at once would keep VS Code's other extensions waiting. */
import { nextTurn } from '../async/yielding.ts';
import type * as openConnection from './openConnection.ts';

/** The parts, each with what it needs and the parts before it lack. */
const parts: readonly (() => Promise<unknown>)[] = [
  () => import('../azure/http/pipeline.ts'),
  () => import('../azure/arm/arm.ts'),
  () => import('../domain/checked/checkedCluster.ts'),
  () => import('../domain/plan/whole/planChanges.ts'),
  () => import('../domain/report/formats/report.ts'),
];

/** Loads `openConnection.ts` part by part, with turns for other work in between. */
export async function loadInSteps(): Promise<typeof openConnection> {
  for (const load of parts) {
    await load();
    await nextTurn();
  }
  return import('./openConnection.ts');
}
