import { expect, it } from 'vitest';
import { findingOf } from '../../../src/domain/findings/finding.ts';
import { evidence } from '../../../src/domain/findings/rule/evidence.ts';
import { changeRow } from '../../../src/domain/history/changeRows.ts';
import { historyEntries } from '../../../src/domain/history/entries.ts';
import { say } from '../../../src/sentences/words.ts';
import { fixesInHistory } from '../../../src/webview/history/fixesInHistory.ts';
import { unreadHistory } from '../../../src/webview/history/historyView.ts';
import { assignment, changeOf, registry, shopView, stranger, subscription } from '../../support/domain/historyCases.ts';

it('fixes of an entry that left several roles behind each name role and scope (H-22)', () => {
  const left = (role: string, scope: string) =>
    findingOf('leftoverGrant', {
      text: say`It is unused.`,
      evidence: evidence`It is there.`,
      grant: { role, scope, principalId: stranger, where: 'there' },
      former: { principalId: stranger },
      fix: { kind: 'removeRole', roleAssignmentId: assignment(scope) },
    });
  const findings = [left('Contributor', `${subscription}/resourceGroups/rg-shop`), left('AcrPull', registry)];
  const rows = [changeRow(changeOf({ 'identity.userAssignedIdentities.id-old.principalId': [stranger, null] }))!];
  const history = historyEntries(shopView, { events: [], rows, requests: [], now: new Date('2026-11-28') });
  const ofClusters = ['/a', '/b'].flatMap((clusterId) => findings.map((finding) => ({ clusterId, finding })));
  // In the history of an identity, what several clusters find about it stands once.
  for (const place of [{ known: { findings } as never }, { identity: { findings: ofClusters } }]) {
    const fixesOf = fixesInHistory({ ...place, history: { ...unreadHistory, known: history as never } });
    expect(history.entries.flatMap(fixesOf).map(({ label }) => label)).toEqual([
      'Remove Contributor on resource group rg-shop...',
      'Remove AcrPull on registry acrshop...',
    ]);
  }
});
