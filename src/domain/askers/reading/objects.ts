/** Makes the facts of a cluster of what `kubectl get -o json` printed. */
import { objectAt, textAt, type JsonObject } from '../../arm/json.ts';
import { unknownWith, type Unknown } from '../../arm/unknown.ts';
import { clientIdAnnotation, tenantIdAnnotation, useLabel } from '../../workloads/manifests.ts';
import { defined } from '../../../shape/defined.ts';
import { say, verbatim, type Phrase } from '../../../sentences/words.ts';
import { isOfBindings } from '../clusterRoles.ts';
import { kindNamed, kindsRead } from './kinds.ts';
import type { AccountFact, ClusterObjects, OperatorObject } from '../model.ts';
import { hasTemplate, marksIn, podOf, objectNames, templateOf, createdAt } from '../pods.ts';

/** What was read of a cluster with kubectl or from files, still as JSON. */
export interface SeenObjects {
  readonly items: readonly Readonly<Record<string, unknown>>[];
  /** The resources that were listed, as kubectl is asked for them: `pods`, `secretstores.external-secrets.io` ... */
  readonly listed: readonly string[];
  /** True if every namespace was listed. */
  readonly isWhole: boolean;
  /** What could not be read, such as a kind or a file, and why. */
  readonly notRead: readonly {
    readonly what: string;
    readonly cause: 'refused' | 'failed' | 'notAsked';
    readonly reason: Phrase;
  }[];
}

/** Returns the facts; objects of kinds that name no identity are left out, and Secrets always. */
export function clusterObjectsOf({ items, listed, notRead, isWhole }: SeenObjects): ClusterObjects {
  const objects = items as readonly JsonObject[];
  const ofKind = (kindName: string): readonly JsonObject[] =>
    objects.filter((item) => textAt(item, 'kind') === kindName);
  const [ofBindings = [], unknown = []] = [true, false].map((is) =>
    notRead.filter(({ what }) => isOfBindings(what) === is).map(unknownOf),
  );
  const kinds = listed.flatMap((resource) => kindsRead.find((record) => record.resource === resource)?.kind ?? []);
  return {
    accounts: ofKind('ServiceAccount').map(accountFact),
    pods: ofKind('Pod').map(podOf),
    templates: objects.flatMap((item) => {
      const kind = textAt(item, 'kind') ?? '';
      return hasTemplate(kind) ? (templateOf(kind, item) ?? []) : [];
    }),
    objects: objects.flatMap(objectOf),
    kinds: new Set([...kinds, ...objects.flatMap((item) => textAt(item, 'kind') ?? [])]),
    isWhole,
    unknown,
    unknownOfBindings: ofBindings,
  };
}

function unknownOf({ what, cause, reason }: SeenObjects['notRead'][number]): Unknown {
  return {
    ...unknownWith(cause, 'clusterObjects', say`${reason}`, what),
    title: verbatim(kindsRead.find((record) => record.resource === what)?.words ?? what),
  };
}

function accountFact(item: JsonObject): AccountFact {
  const annotations = objectAt(item, 'metadata.annotations');
  const noted = (name: string): string | undefined => {
    const value = annotations?.[name];
    // The webhook copies it as it is, with the blanks around it.
    return typeof value === 'string' && value.trim() !== '' ? value : undefined;
  };
  return {
    namespace: textAt(item, 'metadata.namespace') ?? 'default',
    serviceAccount: textAt(item, 'metadata.name') ?? '',
    marks: marksIn(annotations, objectAt(item, 'metadata.labels')),
    pullSecrets: objectNames(item, 'imagePullSecrets'),
    ...(objectAt(item, 'metadata.labels')?.[useLabel] === 'true' ? { hasUseLabel: true as const } : {}),
    ...defined({
      clientId: noted(clientIdAnnotation),
      tenantId: noted(tenantIdAnnotation)?.trim(),
      createdAt: createdAt(item),
    }),
  };
}

function objectOf(item: JsonObject): readonly OperatorObject[] {
  const kind = textAt(item, 'kind') ?? '';
  const apiVersion = textAt(item, 'apiVersion') ?? '';
  if (kindNamed(kind, apiVersion)?.askersOf === undefined) return [];
  const namespace = textAt(item, 'metadata.namespace');
  return [{ kind, apiVersion, name: textAt(item, 'metadata.name') ?? '', json: item, ...defined({ namespace }) }];
}
