/** Makes facts of pods and pod templates. */
import { isObject, listAt, objectAt, objectsAt, textAt, valueAt, type Json, type JsonObject } from '../arm/json.ts';
import { useLabel } from '../workloads/manifests.ts';
import { defined } from '../../shape/defined.ts';
import type { ContainerFact, PodFact } from './model.ts';

/** The audience that Entra expects of a federated token. */
export const entraAudience = 'api://AzureADTokenExchange';

/** Where each kind has the template of its pods. */
const templatePaths: Readonly<Record<Exclude<PodFact['kind'], 'Pod'>, string>> = {
  Deployment: 'spec.template',
  StatefulSet: 'spec.template',
  DaemonSet: 'spec.template',
  ReplicaSet: 'spec.template',
  Job: 'spec.template',
  CronJob: 'spec.jobTemplate.spec.template',
};

/** Returns true for the kinds that contain a template of pods. */
export function hasTemplate(kind: string): kind is keyof typeof templatePaths {
  return Object.hasOwn(templatePaths, kind);
}

/** Returns the facts of a pod. */
export function podOf(item: JsonObject): PodFact {
  const phase = textAt(item, 'status.phase');
  const isOver = phase === 'Succeeded' || phase === 'Failed' ? (true as const) : undefined;
  return { ...podFact('Pod', item, item), ...defined({ phase, isOver }) };
}

/** Returns the facts of the template in an object, or `undefined` if it has none. */
export function templateOf(kind: keyof typeof templatePaths, item: JsonObject): PodFact | undefined {
  const template = objectAt(item, templatePaths[kind]);
  if (template === undefined) return undefined;
  const fact = podFact(kind, item, template);
  const isOutside = !fact.hasUseLabel && objectAt(item, 'metadata.labels')?.[useLabel] === 'true';
  return {
    ...fact,
    ...(isOutside ? { labelIsOutside: true as const } : {}),
    ...(isDone(kind, item) ? { isOver: true as const } : {}),
  };
}

/** A Job that is complete or has failed, or a ReplicaSet of which nothing is wanted, makes no more pods. */
function isDone(kind: keyof typeof templatePaths, item: JsonObject): boolean {
  if (kind === 'ReplicaSet') return valueAt(item, 'spec.replicas') === 0;
  if (kind !== 'Job') return false;
  return objectsAt(item, 'status.conditions').some(
    (condition) =>
      ['Complete', 'Failed'].includes(textAt(condition, 'type') ?? '') && textAt(condition, 'status') === 'True',
  );
}

function podFact(kind: PodFact['kind'], item: JsonObject, pod: JsonObject): PodFact {
  const labels = textsIn(objectAt(pod, 'metadata.labels'));
  const volumes = objectsAt(pod, 'spec.volumes');
  const audiences = audiencesOf(volumes);
  const node = textAt(pod, 'spec.nodeName');
  const created = createdAt(item);
  return {
    kind,
    name: textAt(item, 'metadata.name') ?? '',
    account: {
      namespace: textAt(item, 'metadata.namespace') ?? 'default',
      serviceAccount: textAt(pod, 'spec.serviceAccountName') ?? textAt(pod, 'spec.serviceAccount') ?? 'default',
    },
    hasUseLabel: labels[useLabel] === 'true',
    labels,
    annotations: marksIn(objectAt(pod, 'metadata.annotations')),
    containers: containersOf(pod),
    hasFederatedToken: audiences.includes(entraAudience),
    audiences,
    hostNetwork: valueAt(pod, 'spec.hostNetwork') === true,
    isOnVirtualNode: /^virtual-(node|kubelet)/.test(node ?? ''),
    pullSecrets: objectNames(pod, 'spec.imagePullSecrets'),
    secretProviderClasses: volumes.flatMap(mountedClass),
    classesWithSecret: volumes.flatMap((volume) =>
      objectAt(volume, 'csi.nodePublishSecretRef') === undefined ? [] : mountedClass(volume),
    ),
    claims: volumes.flatMap((volume) => textAt(volume, 'persistentVolumeClaim.claimName') ?? []),
    ...defined({ createdAt: created, owner: podOwner(item), node }),
  };
}

function mountedClass(volume: JsonObject): readonly string[] {
  return [textAt(objectAt(volume, 'csi.volumeAttributes'), 'secretProviderClass') ?? []].flat();
}

/** A Deployment's ReplicaSet is named after it, with the hash of the template at the end. */
function podOwner(item: JsonObject): PodFact['owner'] {
  const [first] = objectsAt(item, 'metadata.ownerReferences');
  const kind = textAt(first, 'kind');
  const name = textAt(first, 'name');
  if (kind === undefined || name === undefined) return undefined;
  const hash = objectAt(item, 'metadata.labels')?.['pod-template-hash'];
  return kind === 'ReplicaSet' && typeof hash === 'string' && name.endsWith(`-${hash}`)
    ? { kind: 'Deployment', name: name.slice(0, -hash.length - 1) }
    : { kind, name };
}

function audiencesOf(volumes: readonly JsonObject[]): readonly string[] {
  const tokens = volumes.flatMap((volume) => objectsAt(volume, 'projected.sources'));
  return [...new Set(tokens.flatMap((source) => textAt(source, 'serviceAccountToken.audience') ?? []))];
}

/** Variables whose values are no secrets, and decide a sign-in. */
const plainVariables: ReadonlySet<string> = new Set([
  'AZURE_CLIENT_ID',
  'AZURE_TENANT_ID',
  'AZURE_FEDERATED_TOKEN_FILE',
  'AZURE_AUTHORITY_HOST',
  'AAD_LOGIN_METHOD',
  'WORKLOAD_IDENTITY_ENABLED',
  'WORKLOAD_IDENTITY_DISABLE_GLOBAL_SERVICE_ACCOUNT',
]);

/** Flags that decide a sign-in; others may hold secrets. */
const knownFlags: ReadonlySet<string> = new Set([
  'issuer-ambient-credentials',
  'cluster-issuer-ambient-credentials',
  'provider',
]);

/** Flags that say only that the settings are elsewhere; their values are not kept. */
const flagsOfFiles: ReadonlySet<string> = new Set(['config']);

function containersOf(pod: JsonObject): readonly ContainerFact[] {
  const containers = [...objectsAt(pod, 'spec.containers'), ...objectsAt(pod, 'spec.initContainers')];
  return containers.map((container) => {
    const env = objectsAt(container, 'env');
    const variableNames = env.flatMap((variable) => textAt(variable, 'name') ?? []);
    const plain = env.flatMap((variable) => {
      const name = textAt(variable, 'name');
      const value = textAt(variable, 'value');
      return name !== undefined && value !== undefined && plainVariables.has(name) ? [[name, value] as const] : [];
    });
    return {
      name: textAt(container, 'name') ?? '',
      image: textAt(container, 'image') ?? '',
      env: variableNames,
      emptyEnv: env.flatMap((each) =>
        textAt(each, 'value') || objectAt(each, 'valueFrom') ? [] : (textAt(each, 'name') ?? []),
      ),
      azureEnv: Object.fromEntries(plain),
      valuesElsewhere: env.flatMap((variable) =>
        objectAt(variable, 'valueFrom') === undefined ? [] : (textAt(variable, 'name') ?? []),
      ),
      ...(objectsAt(container, 'envFrom').length > 0 ? { takesAll: true as const } : {}),
      flags: flagsIn([...listAt(container, 'command'), ...listAt(container, 'args')]),
    };
  });
}

function flagsIn(words: readonly Json[]): Readonly<Record<string, string>> {
  const flags = words.flatMap((word, index) => {
    const [, name, value] = (typeof word === 'string' && /^--?([a-z][a-z-]*)(?:=(.*))?$/.exec(word)) || [];
    if (name !== undefined && flagsOfFiles.has(name)) return [[name, ''] as const];
    if (name === undefined || !knownFlags.has(name)) return [];
    const next = words[index + 1];
    const apart = typeof next === 'string' && !next.startsWith('-') ? next : 'true';
    return [[name, value ?? apart] as const];
  });
  return Object.fromEntries(flags);
}

/** Returns the names in a list of references, such as pull secrets. */
export function objectNames(json: JsonObject, path: string): readonly string[] {
  return objectsAt(json, path).flatMap((item) => textAt(item, 'name') ?? []);
}

/** Returns the texts of an object. */
function textsIn(json: JsonObject | undefined): Readonly<Record<string, string>> {
  const entries = Object.entries(json ?? {});
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

/** Returns the labels or annotations of workload identity, also those that misspell its prefix. */
export function marksIn(...objects: readonly (JsonObject | undefined)[]): Readonly<Record<string, string>> {
  const entries = objects.flatMap((json) => Object.entries(textsIn(json)));
  return Object.fromEntries(entries.filter(([name]) => /workload[-.]?identity/i.test(name)));
}

/** Returns when an object was created, if it says so. */
export function createdAt(json: Json): Date | undefined {
  const text = isObject(json) ? textAt(json, 'metadata.creationTimestamp') : undefined;
  const time = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(time) ? undefined : new Date(time);
}
