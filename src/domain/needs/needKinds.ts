import { say, type Words } from '../../sentences/words.ts';

/** A kind of need: its code (docs/needs.md), for findings, reports and the API, and the verb for plans. */
export interface NeedKind {
  readonly id: string;
  /** What its identity does with the scope, such as `pull from`; left out: it changes it. */
  readonly verb?: Words;
}

/** Every kind of need by name. Those that share a code differ only in what they do with their scopes. */
export const needKind = {
  manageNodeGroup: { id: 'P-01' },
  joinNodeSubnet: { id: 'P-02', verb: say`join` },
  joinPodSubnet: { id: 'P-03', verb: say`join` },
  joinApiServerSubnet: { id: 'P-04', verb: say`join` },
  joinAutomaticSubnet: { id: 'P-05', verb: say`join` },
  chooseNodeSubnet: { id: 'P-06' },
  changeRoutes: { id: 'P-07', verb: say`change routes in` },
  changeSecurityGroup: { id: 'P-08' },
  writeDnsZone: { id: 'P-09', verb: say`link and write` },
  linkDnsZone: { id: 'P-09', verb: say`link the zone to` },
  linkDnsZoneOfAks: { id: 'P-10' },
  useAddress: { id: 'P-11' },
  useAddressPrefix: { id: 'P-12' },
  joinApplicationSecurityGroup: { id: 'P-15' },
  readDiskEncryptionSet: { id: 'P-20', verb: say`read` },
  useKeys: { id: 'P-22', verb: say`use keys of` },
  useReservedCapacity: { id: 'P-23' },
  useDedicatedHosts: { id: 'P-24' },
  usePlacementGroup: { id: 'P-25' },
  joinMachineSubnet: { id: 'P-27', verb: say`join` },
  assignKubeletIdentity: { id: 'P-30', verb: say`assign` },
  pullImages: { id: 'P-31', verb: say`pull from` },
  pullImagesOfAks: { id: 'P-33', verb: say`pull from` },
  writeRecords: { id: 'P-40', verb: say`write records in` },
  writePrivateRecords: { id: 'P-41', verb: say`write records in` },
  changeGateway: { id: 'P-43' },
  findGateway: { id: 'P-43', verb: say`read` },
  joinGatewaySubnet: { id: 'P-44', verb: say`join` },
  createGatewaySubnet: { id: 'P-45', verb: say`create a subnet in` },
  joinVirtualNodeSubnet: { id: 'P-46', verb: say`join` },
  publishMetrics: { id: 'P-47', verb: say`publish metrics of` },
  readMeshSecrets: { id: 'P-50', verb: say`read secrets of` },
  routeHttp: { id: 'P-52' },
  assignGatewayIdentity: { id: 'P-54', verb: say`assign` },
  manageKeys: { id: 'P-55', verb: say`use and manage keys of` },
  useCloudShell: { id: 'P-56' },
  reachCloudShell: { id: 'P-56', verb: say`read` },
  pullImagesForGating: { id: 'P-58', verb: say`pull from` },
  pullImagesOfPods: { id: 'P-59', verb: say`pull from` },
  connectMembers: { id: 'P-60', verb: say`put a load balancer into` },
  pullFluxSource: { id: 'P-61', verb: say`pull from` },
  readFluxSource: { id: 'P-61', verb: say`read from` },
  keepBackups: { id: 'P-62' },
  keepSnapshots: { id: 'P-63', verb: say`keep snapshots in` },
  manageGateway: { id: 'P-64' },
  backUp: { id: 'P-65' },
} as const satisfies Readonly<Record<string, NeedKind>>;

/** The name of a kind of need. */
export type NeedName = keyof typeof needKind;

/** Returns true if a need is of one of these kinds. */
export function isFor({ id }: Pick<NeedKind, 'id'>, ...names: readonly NeedName[]): boolean {
  return names.some((name) => needKind[name].id === id);
}

/** Returns the codes of kinds of needs. */
export function needCodes(...names: readonly NeedName[]): readonly string[] {
  return names.map((name) => needKind[name].id);
}

/** The codes of all kinds of needs. */
export const allNeedCodes: readonly string[] = Object.values(needKind).map(({ id }) => id);
const codes: ReadonlySet<string> = new Set(allNeedCodes);

/** Returns true for the code of a kind of need. */
export function isNeedCode(code: string): boolean {
  return codes.has(code);
}
