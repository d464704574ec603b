import { describe, expect, it } from 'vitest';
import { say, type Words } from '../../../src/sentences/words.ts';
import { titlesOf, whyMarkdown } from '../../../src/domain/signIn/text/whyMarkdown.ts';
import { issuer } from '../../support/domain/workloadFixture.ts';
import { asked } from './asked.ts';

describe('an answer as Markdown', () => {
  const text = `AADSTS70021: No matching federated identity record found for presented assertion. Assertion Issuer: '${issuer}'. Assertion Subject: 'system:serviceaccount:shop:cart'. Assertion Audience: 'api://AzureADTokenExchange'.`;

  it('has each value and address as it is, to be copied letter by letter (Q-04)', () => {
    const answer = whyMarkdown(asked(text));
    expect(answer).toContain(`- issuer: \`${issuer}\``);
    expect(answer).toContain(`The token's issuer is \`${issuer}\`.`);
    expect(answer).not.toContain('&#8288;');
  });

  it('is headed by what is there: nothing is compared with one source, and no other cause is possible without one (Q-04)', () => {
    const titles = (sources: readonly ('message' | 'azure')[], certainty: 'likely' | 'unknown' = 'likely') =>
      Object.values<Words>({ ...titlesOf({ evidence: sources.map((from) => ({ from, text: say`x` })), certainty }) });
    expect([titles(['message', 'azure']), titles(['message'], 'unknown'), titles(['azure'])]).toEqual([
      ['What was compared', 'What else the message says', 'Also possible'],
      ['What the message says', 'What else the message says', 'Possible causes'],
      ['What was found', 'What the message says', 'Also possible'],
    ]);
  });

  it('has no markup of a value, whatever it is (Q-13)', () => {
    const answer = whyMarkdown(
      asked("AADSTS700016: Application with identifier '<b>*x*|</b>' was not found in the directory 'y'."),
    );
    expect(answer.replaceAll(/`[^`]*`/g, '')).not.toMatch(/<b>|\*x\*/);
  });
});
