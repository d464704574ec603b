import { describe, expect, it } from 'vitest';
import type { Answer } from '../../../src/domain/arm/answer.ts';
import type { CredentialListing, Facts, Read } from '../../../src/domain/cluster/facts.ts';
import { unknownText } from '../../../src/domain/arm/unknown.ts';
import { whyOf, type Why } from '../../../src/domain/signIn/whyOf.ts';
import { textOf } from '../../../src/sentences/textOf.ts';
import { about } from '../../support/domain/factsOf.ts';
import { gap } from '../../support/domain/unknowns.ts';
import { cluster, group, guid, systemAssigned, tenant } from '../../support/domain/worldFacts.ts';
import { drawn, fc } from '../../support/property.ts';
import { readOnce } from './asked.ts';
import { cases } from './judgedCases.ts';
import { basic, factsIn, filled, objectsIn, theCluster, worlds, type CaseWorld } from './worlds.ts';

const elsewhere = gap('Fabrikam', 'Forbidden.');

/** The facts, with lists that lack what is hidden and say so. */
function withHidden(facts: Facts, isHidden: (kind: string, index: number) => boolean): Facts {
  const shown = <T>(kind: string, all: readonly T[]) => all.filter((_, index) => !isHidden(kind, index));
  const get = (read: Read): Answer<unknown> | undefined => {
    const answer = facts.get(read) as Answer<unknown> | undefined;
    if (answer?.kind !== 'found') return answer;
    if (read.kind === 'credentials') {
      const { all } = answer.value as CredentialListing;
      return { ...answer, value: { all: shown(read.kind, all), unknown: [elsewhere] } };
    }
    if (!['clusters', 'identities', 'everyResource'].includes(read.kind)) return answer;
    return about(read, { ...answer, value: shown(read.kind, answer.value as readonly unknown[]), gaps: [elsewhere] });
  };
  return { ...facts, get: get as Facts['get'] };
}

const second = {
  ...cluster(systemAssigned),
  id: `${group}/providers/Microsoft.ContainerService/managedClusters/shop-two`,
  name: 'shop-two',
};

/** Two clusters, of which the message or the user may mean either. */
function answers(message: string, world: CaseWorld, hides: (kind: string, index: number) => boolean, isNamed: boolean) {
  const objects = objectsIn(world);
  const resources = [...(world.azure?.resources ?? basic), second];
  const facts = factsIn({ ...world, azure: { ...world.azure, resources } });
  const context = { ...(isNamed ? { clusterId: theCluster } : {}), ...(objects === undefined ? {} : { objects }) };
  const judged = (by: Facts): Why => whyOf(readOnce(filled(message, world.fill)), context, by);
  return { whole: judged(facts), part: judged(withHidden(facts, hides)) };
}

const kinds = ['clusters', 'identities', 'everyResource', 'credentials'] as const;

describe('a list with gaps', () => {
  it('makes no answer certain that what it lacks would change (Q-04)', () => {
    const everything = fc.array(fc.boolean(), { minLength: kinds.length * 6, maxLength: kinds.length * 6 });
    fc.assert(
      fc.property(fc.constantFrom(...cases), everything, fc.boolean(), ({ id, message }, hidden, isNamed) => {
        const hides = (kind: string, index: number): boolean =>
          hidden[kinds.indexOf(kind as (typeof kinds)[number]) * 6 + (index % 6)] === true;
        const { whole, part } = answers(message, worlds[id] ?? {}, hides, isNamed);
        if (part.certainty === 'certain') expect([id, part.cause]).toEqual([id, whole.cause]);
      }),
      { numRuns: drawn(2000) },
    );
  });

  const principal = guid(1001);
  const registry = `${group}/providers/Microsoft.ContainerRegistry/registries/acrshop`;
  const forbidden = `The client '${principal}' with object id '${principal}' does not have authorization to perform action 'Microsoft.ContainerRegistry/registries/read' over scope '${registry}' or the scope is invalid.`;
  const unknownApplication = (id: string): string =>
    `AADSTS700016: Application with identifier '${id}' was not found in the directory '${tenant}'.`;
  const nothing = (): boolean => false;

  it('leaves what is found in it certain (Q-04)', () => {
    const { part } = answers(unknownApplication(principal), {}, nothing, true);
    expect([part.cause, part.certainty, part.unknown]).toEqual(['CLIENT_ID_WRONG', 'certain', []]);
  });

  it('is named in an answer that rests on it (Q-04)', () => {
    const world: CaseWorld = { azure: { resources: [...basic, { id: registry }] } };
    const { whole, part } = answers(forbidden, world, nothing, false);
    expect([whole.cause, whole.certainty]).toEqual(['ROLE_MISSING', 'certain']);
    expect([part.cause, part.certainty, part.unknown.map((each) => textOf(unknownText(each)))]).toEqual([
      'ROLE_MISSING',
      'likely',
      ['Clusters in Fabrikam: Forbidden.'],
    ]);
  });

  it('of clusters makes the only visible one no certain cause (Q-04)', () => {
    const world: CaseWorld = { objects: [] };
    const hides = (kind: string, index: number): boolean => kind === 'clusters' && index === 1;
    const { part } = answers('WorkloadIdentityCredential: no client ID specified.', world, hides, false);
    expect(part.unknown.map((each) => textOf(unknownText(each)))).toContain('Clusters in Fabrikam: Forbidden.');
  });

  it('makes no answer uncertain that took only a name from it (Q-04)', () => {
    const world: CaseWorld = { azure: { resources: [...basic, { id: registry }], forbidden: ['identities'] } };
    const ofPerson = forbidden.replace(`client '${principal}'`, "client 'mia@contoso.com'");
    const { whole } = answers(ofPerson, world, nothing, true);
    expect([whole.cause, whole.certainty, whole.unknown]).toEqual(['ROLE_MISSING', 'certain', []]);
  });
});
