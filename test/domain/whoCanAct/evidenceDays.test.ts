import { expect, it } from 'vitest';
import { dayInUtc } from '../../../src/cli/commands/accessText.ts';
import { reasonText } from '../../../src/domain/whoCanAct/text/accessLines.ts';
import { dateAndTime } from '../../../src/domain/words/dateTime.ts';
import { textOf } from '../../../src/sentences/textOf.ts';

const scope = '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-shop';

// Wherever it is read, but in UTC itself, one of the two is on another day there.
it.each(['2026-03-02T00:30:00Z', '2026-03-02T23:30:00Z'])(
  'the days of evidence are those of who reads, and on the command line of UTC, which it says: %s',
  (at) => {
    const by = { id: `${scope}/a`, scope, roleDefinitionId: 'r', principalId: 'p', createdOn: at, endsOn: at };
    const verdict = { kind: 'held', by, roleName: 'Reader' } as unknown as Parameters<typeof reasonText>[0];
    const day = textOf(dateAndTime(new Date(at))).replace(/,[^,]*$/, '');
    expect(reasonText(verdict)).toBe(`Reader on resource group rg-shop, since ${day}, until ${day}`);
    const utc = 'Mar 2, 2026 (UTC)';
    expect(reasonText(verdict, undefined, dayInUtc)).toBe(
      `Reader on resource group rg-shop, since ${utc}, until ${utc}`,
    );
  },
);
