import { describe, expect, it } from 'vitest';
import { readSignIn } from '../../../src/domain/signIn/whyOf.ts';
import { drawn, fc, seed } from '../../support/property.ts';
import { credential, issuer } from '../../support/domain/workloadFixture.ts';
import { group, guid } from '../../support/domain/worldFacts.ts';
import { asked, plansOf, wordsOf } from './asked.ts';
import { cases } from './judgedCases.ts';

const client = guid(6001);

/** The text in lines of this width, broken wherever that is. */
function broken(text: string, width: number): readonly string[] {
  return text.replace(/\s+/g, ' ').match(new RegExp(`.{1,${width}}`, 'g')) ?? [];
}

/** What tools put in front of each line, or around it. */
const dresses: Readonly<Record<string, (lines: readonly string[], width: number) => readonly string[]>> = {
  'a quote': (lines) => lines.map((line) => `> ${line}`),
  'a quote in a quote': (lines) => lines.map((line) => `> > ${line}`),
  'a table': (lines, width) => ['+---+', ...lines.map((line) => `| ${line.padEnd(width)} |`), '+---+'],
  'a box': (lines, width) => ['┌───┐', ...lines.map((line) => `│ ${line.padEnd(width)} │`), '└───┘'],
  'the frame of an error of Terraform': (lines) => ['╷', ...lines.map((line) => `│ ${line}`), '╵'],
  'an indent': (lines) => lines.map((line) => `        ${line}`),
  'the store of a container runtime': (lines) =>
    lines.map((line, at) => `2026-11-30T00:00:00.123456789Z stderr ${at + 1 < lines.length ? 'P' : 'F'} ${line}`),
  'the name of a container': (lines) => lines.map((line) => `web-1  | ${line}`),
  'a pod and its container': (lines) => lines.map((line) => `web-7d9f web ${line}`),
  'the prefix of kubectl': (lines) => lines.map((line) => `[pod/web-7d9f/main] ${line}`),
};

describe('what stands in front of each line of a message', () => {
  it.each(Object.keys(dresses))('is no part of a value, wherever the lines are broken: %s (Q-02)', (name) => {
    const sentences = cases.filter(({ message }) => message.length > 200);
    fc.assert(
      fc.property(fc.constantFrom(...sentences), fc.integer({ min: 60, max: 160 }), ({ message, carries }, width) => {
        const lines = broken(message, width);
        const read = readSignIn((dresses[name] ?? ((each) => each))(lines, width).join('\n'));
        // Only kubectl says that what stands there is a pod.
        const fields = read.fields.filter((field) => field.name !== 'pod' || name !== 'the prefix of kubectl');
        const whole = message.replace(/\s+/g, '').replaceAll('\\', '');
        for (const field of fields) expect(whole).toContain(field.value.replace(/\s+/g, ''));
        for (const value of Object.values(carries)) expect(fields.map((field) => field.value)).toContain(value);
      }),
      { seed, numRuns: drawn(200) },
    );
  });

  it.each(Object.keys(dresses))('makes no other cause of a token that its credential accepts: %s (Q-04)', (name) => {
    const text = `client_id: '${client}' AADSTS70021: No matching federated identity record found. Assertion Issuer: '${issuer}'. Assertion Subject: 'system:serviceaccount:shop:cart'. Assertion Audience: 'api://AzureADTokenExchange'.`;
    for (let width = 50; width < 170; width += 3) {
      const lines = (dresses[name] ?? ((each) => each))(broken(text, width), width);
      const answer = asked(lines.join('\n'), { azure: { credentials: [credential()] } });
      expect([width, answer.cause, plansOf(answer)]).toEqual([width, 'UNKNOWN', []]);
      expect(answer.possible).toContain('CREDENTIAL_NOT_EFFECTIVE');
    }
  });

  it.each([
    ['a bar', `https://west||europe.oic.prod-aks.azure.com/${guid(1)}/${guid(2)}/`],
    ['a time', `https://w2026-11-30T00:00:00.1ZstderrPesteurope.oic.prod-aks.azure.com/${guid(1)}/${guid(2)}/`],
    ['a box', `https://west\u2502europe.oic.prod-aks.azure.com/${guid(1)}/${guid(2)}/`],
  ])('is no issuer, where it got into one: %s (Q-02)', (_, value) => {
    expect(readSignIn(`AADSTS700211: assertion issuer '${value}'`).fields.map(({ name }) => name)).not.toContain(
      'issuer',
    );
  });

  it.each(['\u200b', '\ufeff', '\u00ad', '\u2060'])('may have signs without width: %j (Q-02)', (sign) => {
    const { fields } = readSignIn(`AADSTS700213: assertion subject 'system:service${sign}account:shop:cart'`);
    expect(fields).toContainEqual({ name: 'subject', value: 'system:serviceaccount:shop:cart', isMasked: false });
  });

  it('may be that of an address (Q-02)', () => {
    const { fields } = readSignIn(`?error=AADSTS700211%3a%20assertion%20issuer%20%27${encodeURIComponent(issuer)}%27`);
    expect(fields).toContainEqual({ name: 'issuer', value: issuer, isMasked: false });
  });
});

describe('an ID that someone made up', () => {
  const made = [
    '00000000-0000-0000-0000-000000000000',
    '11111111-1111-1111-1111-111111111111',
    'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
    '12345678-1234-1234-1234-123456789012',
    '12345678-1234-4234-8234-123456789abc',
    'abcdef12-3456-7890-abcd-ef1234567890',
    'deadbeef-dead-4eef-8ead-beefdeadbeef',
  ];

  it.each(made)('is not compared with anything: %s (Q-04, Q-10)', (id) => {
    const azure = { credentials: [credential()] };
    const from = `https://westeurope.oic.prod-aks.azure.com/${id}/${id}/`;
    const half = `https://westeurope.oic.prod-aks.azure.com/${guid(1)}/${id}/`;
    for (const each of [from, half]) {
      const trust = asked(`client_id: '${client}' AADSTS700211: assertion issuer '${each}'`, { azure });
      expect([trust.cause, plansOf(trust)]).toEqual(['UNKNOWN', []]);
    }
    expect(asked(`AADSTS700016: Application with identifier '${id}' was not found`).cause).toBe('UNKNOWN');
    const role = asked(
      `The client '${id}' with object id '${id}' does not have authorization to perform action 'Microsoft.Network/dnsZones/read' over scope '${group}'`,
    );
    expect([role.cause, plansOf(role)]).toEqual(['UNKNOWN', []]);
  });

  it('is told from one of Azure, whatever its digits are (Q-02)', () => {
    fc.assert(
      fc.property(fc.uuid({ version: 4 }), (id) => {
        const { fields } = readSignIn(`AADSTS700016: Application with identifier '${id}' was not found`);
        expect(fields).toContainEqual({ name: 'clientId', value: id, isMasked: false });
      }),
      { seed, numRuns: drawn(500) },
    );
  });

  it.each(['my-namespace:web', 'app-namespace:web', 'foo:web', 'example:web', 'namespace:web'])(
    'can be a namespace: %s (Q-10)',
    (account) => {
      const { fields } = readSignIn(`AADSTS700213: assertion subject 'system:serviceaccount:${account}'`);
      expect(fields.find(({ name }) => name === 'subject')?.isMasked).toBe(true);
    },
  );
});

describe('a client ID with a blank at its end', () => {
  it('is wrong for that, and not for its directory (Q-10)', () => {
    const answer = asked(`AADSTS700016: Application with identifier '${client} ' was not found in the directory 'x'.`);
    expect([answer.cause, answer.certainty]).toEqual(['CLIENT_ID_WRONG', 'likely']);
    expect(wordsOf(answer)).toContain(client);
    const plain = asked(`AADSTS700016: Application with identifier '${client}' was not found in the directory 'x'.`);
    expect(plain.cause).toBe('UNKNOWN');
  });
});
