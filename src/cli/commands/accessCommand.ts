/** `access`: who can act on a cluster, and what a principal can act on. */
import type { IdentityService } from '../../app/identityService.ts';
import { isNotRead, type Unknown } from '../../domain/arm/unknown.ts';
import { unknownsOfAccess } from '../../domain/whoCanAct/clusterAccess.ts';
import { withInside } from '../../domain/whoCanAct/insideAccess.ts';
import { idsToName, idsToNameOf, withNames, withNamesOf } from '../../domain/whoCanAct/directoryNames.ts';
import { limitedAccess, limitedClusters } from '../../domain/whoCanAct/limitedAccess.ts';
import { objectsIn } from './clusterObjects.ts';
import { accessText } from './accessText.ts';
import { mayActText } from './mayActText.ts';
import type { AccessCell } from '../../domain/whoCanAct/model.ts';
import type { Arguments } from '../commandLine/arguments.ts';
import type { NamedCluster, WantedSubscriptions } from './clusters.ts';
import type { CommandFound } from './found.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { notReadTexts } from './sentences.ts';

/** Reads who can act on a cluster; it succeeds with an empty table, but not if something could not be read. */
export async function access(
  service: IdentityService,
  cluster: NamedCluster,
  {
    format,
    accessFilter = {},
    clusterObjects,
    asksNames,
  }: Pick<Arguments, 'format' | 'accessFilter'> & Partial<Pick<Arguments, 'clusterObjects' | 'asksNames'>>,
  terminal: Pick<Terminal, 'signal' | 'readObjects'>,
): Promise<CommandFound> {
  const objects = await objectsIn(clusterObjects, terminal);
  const whole = await service.whoCanAct(cluster.id, terminal.signal);
  const limited = limitedAccess(objects ? withInside(whole, objects) : whole, accessFilter);
  const names = asksNames ? await service.names([idsToName(limited)], terminal) : undefined;
  const who = names ? withNames(limited, names) : limited;
  const notRead = notReadTexts(
    [...cluster.unknown, ...unknownsOfAccess(who), ...openIn([...who.cells, ...who.own.cells])].filter(isNotRead),
  );
  return { text: accessText(who, format, Object.keys(accessFilter).length > 0), notRead };
}

/** Reads what a principal can do to all clusters; it succeeds and fails like the other direction. */
export async function accessOfPrincipal(
  service: IdentityService,
  { ids, unseen }: WantedSubscriptions,
  {
    format,
    accessFilter: { principalId = '', ...filter } = {},
    asksNames,
  }: Pick<Arguments, 'format' | 'accessFilter' | 'asksNames'>,
  signal: AbortSignal,
): Promise<CommandFound> {
  const limited = limitedClusters(await service.mayActOn(principalId, { subscriptionIds: ids, signal }), filter);
  const names = asksNames ? await service.names(idsToNameOf(limited), { signal }) : undefined;
  const acts = names ? withNamesOf(limited, names) : limited;
  const open = acts.clusters.flatMap(({ cells }) => openIn(cells));
  const notRead = notReadTexts([...unseen, ...acts.unknown, ...(names?.unknown ?? []), ...open].filter(isNotRead));
  const isBlind = acts.considered === 0 && notRead.length > 0;
  return { text: mayActText(acts, format, Object.keys(filter).length > 0), notRead, isBlind };
}

function openIn(cells: readonly AccessCell[]): readonly Unknown[] {
  return cells.flatMap(({ verdict, hasNoEffect }) =>
    verdict.kind === 'unknown' && !hasNoEffect ? [verdict.unknown] : [],
  );
}
