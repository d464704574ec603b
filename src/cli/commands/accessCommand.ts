/** `access`: who can act on a cluster. */
import type { IdentityService } from '../../app/identityService.ts';
import { isNotRead } from '../../domain/arm/unknown.ts';
import { limitedAccess } from '../../domain/whoCanAct/limitedAccess.ts';
import { accessText } from './accessText.ts';
import type { Arguments } from '../commandLine/arguments.ts';
import type { NamedCluster } from './clusters.ts';
import type { CommandFound } from './found.ts';
import { sentencesOf } from './reportCommand.ts';

/** Reads who can act on a cluster; it succeeds with an empty table, but not if something could not be read. */
export async function access(
  service: IdentityService,
  cluster: NamedCluster,
  { format, accessFilter = {} }: Pick<Arguments, 'format' | 'accessFilter'>,
  signal: AbortSignal,
): Promise<CommandFound> {
  const who = limitedAccess(await service.whoCanAct(cluster.id, signal), accessFilter);
  const openCells = who.cells.flatMap(({ verdict, hasNoEffect }) =>
    verdict.kind === 'unknown' && !hasNoEffect ? [verdict.unknown] : [],
  );
  const notRead = sentencesOf([...cluster.unknown, ...who.unknown, ...openCells].filter(isNotRead));
  return { text: accessText(who, format, Object.keys(accessFilter).length > 0), failing: 0, notRead };
}
