/** Who in a cluster asks for tokens, and how. */
import { kindNamed } from './kinds.ts';
import type { Asker, ClusterObjects } from '../model.ts';
import { askersOfPods } from './podAskers.ts';

/** Returns everything that asks: workloads first, then the objects of operators, drivers and volumes. */
export function askersIn(objects: ClusterObjects): readonly Asker[] {
  const ofObjects = objects.objects.flatMap(
    (object) => kindNamed(object.kind, object.apiVersion)?.askersOf?.(object, objects) ?? [],
  );
  return [...askersOfPods(objects, ofObjects), ...ofObjects];
}
