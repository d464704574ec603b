import type { JsonObject } from '../../domain/arm/json.ts';
import type { Shape } from '../../shape/shape.ts';
import { queryGraph, withTypeCasing } from '../graph/resourceGraph.ts';
import type { ListWay } from './listEverywhere.ts';

/** What is listed, and what is made of it. */
export interface ListedType<T> {
  readonly type: string;
  /** The columns that Resource Graph is asked for. */
  readonly columns: readonly string[];
  /** The API version and the shape of ARM's own list. */
  readonly apiVersion: string;
  readonly shape: Shape<unknown>;
  readonly toModel: (resource: JsonObject) => T;
  /** The most bytes of an answer of Resource Graph; left out: as many as it gives. */
  readonly partBytes?: number;
}

/** Says how the resources of a type are listed, with Resource Graph or without it. */
export function listOfType<T>({ type, columns, apiVersion, shape, toModel, partBytes }: ListedType<T>): ListWay<T> {
  return {
    isDoubtedIfEmpty: true,
    fromGraph: (arm, subscriptionIds, signal) =>
      queryGraph(arm, {
        from: `resources\n| where type =~ '${type}'`,
        columns,
        subscriptionIds,
        signal,
        ...(partBytes === undefined ? {} : { partBytes }),
        toModel: (row) => toModel(withTypeCasing(row, type)),
      }),
    inSubscription: async (arm, subscriptionId, signal) => {
      const listed = await arm.list(`/subscriptions/${subscriptionId}/providers/${type}`, apiVersion, signal, shape);
      return listed.map(toModel);
    },
  };
}
