/** Objects of a cluster as `kubectl get -o json` prints them, in the shapes of their own repositories. */
import { kindsRead } from '../../../src/domain/askers/reading/kinds.ts';
import { clusterObjectsOf, type SeenObjects } from '../../../src/domain/askers/reading/objects.ts';
import type { ClusterObjects } from '../../../src/domain/askers/model.ts';
import { defined } from '../../../src/shape/defined.ts';

type Json = Record<string, unknown>;

/** A service account; `marks` are annotations of workload identity without their prefix. */
export function account(name: string, marks: Record<string, string> = {}): Json {
  const [namespace, own] = split(name);
  const annotations = Object.entries(marks).map(([mark, value]) => [`azure.workload.identity/${mark}`, value]);
  return {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { namespace, name: own, annotations: Object.fromEntries(annotations) as Json },
  };
}

interface PodOptions {
  readonly labels?: Record<string, string>;
  readonly annotations?: Record<string, string>;
  /** The audiences of its tokens. */
  readonly tokens?: readonly string[];
  /** Without a value it is as the webhook writes an empty one. */
  readonly env?: Record<string, string | undefined>;
  /** Variables whose values are in a Secret. */
  readonly secretEnv?: readonly string[];
  readonly args?: readonly string[];
  readonly image?: string;
  readonly spec?: Json;
  readonly deployment?: string;
}

/** The audience of Entra. */
export const entra = 'api://AzureADTokenExchange';
/** The label that asks for a token. */
export const labelled = { 'azure.workload.identity/use': 'true' };

/** A running pod `shop/web-1` of an account `shop/web`. */
export function pod(name: string, of: string, options: PodOptions = {}): Json {
  const [namespace, own] = split(name);
  const {
    labels = {},
    annotations = {},
    tokens = [],
    env = {},
    secretEnv = [],
    args = [],
    image = 'app:1',
    deployment,
    spec,
  } = options;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      namespace,
      name: own,
      annotations,
      labels: { ...labels, ...(deployment === undefined ? {} : { 'pod-template-hash': '5d9c7' }) },
      ...(deployment === undefined
        ? {}
        : { ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: `${deployment}-5d9c7` }] }),
    },
    spec: {
      serviceAccountName: of,
      containers: [
        {
          name: 'main',
          image,
          args,
          env: [
            ...Object.entries(env).map(([key, value]) => ({ name: key, ...defined({ value }) })),
            ...secretEnv.map((name) => ({ name, valueFrom: { secretKeyRef: { name: 'ids', key: name } } })),
          ],
        },
      ],
      ...spec,
      volumes: [
        ...tokens.map((audience) => ({
          name: `token-${audience.length}`,
          projected: { sources: [{ serviceAccountToken: { audience, path: 'azure-identity-token' } }] },
        })),
        ...((spec?.['volumes'] as readonly Json[] | undefined) ?? []),
      ],
    },
    status: { phase: 'Running' },
  };
}

/** An object `keda.sh/v1alpha1 TriggerAuthentication shop/queue`, or of the whole cluster without a namespace. */
export function object(head: string, body: Json): Json {
  const [apiVersion = '', kind = '', place = ''] = head.split(' ');
  const [namespace, name] = place.includes('/') ? split(place) : [undefined, place];
  return { apiVersion, kind, metadata: { name, ...(namespace === undefined ? {} : { namespace }) }, ...body };
}

/** The roles that let an account use an identity through its binding, as Azure's documentation has them. */
export function mayUse(of: string, clientId: string, rule: Json = {}): readonly Json[] {
  const [namespace, name] = split(of);
  const group = 'rbac.authorization.k8s.io';
  return [
    object(`${group}/v1 ClusterRole use-app`, {
      rules: [{ verbs: ['use-managed-identity'], apiGroups: ['cid.wi.aks.azure.com'], resources: [clientId], ...rule }],
    }),
    object(`${group}/v1 ClusterRoleBinding use-app`, {
      roleRef: { apiGroup: group, kind: 'ClusterRole', name: 'use-app' },
      subjects: [{ kind: 'ServiceAccount', namespace, name }],
    }),
  ];
}

/** What was read, with every kind. */
export function seenObjects(items: readonly Json[], more: Partial<SeenObjects> = {}): SeenObjects {
  return { items, listed: kindsRead.map(({ resource }) => resource), notRead: [], isWhole: true, ...more };
}

/** The facts of these objects. */
export function objectsOf(items: readonly Json[], more: Partial<SeenObjects> = {}): ClusterObjects {
  return clusterObjectsOf(seenObjects(items, more));
}

function split(text: string): readonly [string, string] {
  const [namespace = '', name = ''] = text.split('/');
  return [namespace, name];
}
