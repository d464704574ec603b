import { describe, expect, it } from 'vitest';
import { languageModelTools } from '../../scripts/generators/contributions.ts';
import { changeShape } from '../../src/domain/change/change.ts';

describe('the schemas of the tools', () => {
  it('the schema of a change names every kind with its fields, in the form that the API takes', () => {
    const { properties } = languageModelTools.at(-1)!.inputSchema as unknown as {
      properties: { change: { description: string; properties: object } };
    };
    const { change } = properties;
    const kinds = [...changeShape.wanted.matchAll(/\{ kind: (\w+)([^}]*)\}/g)];
    expect(kinds.length).toBeGreaterThan(15);
    for (const [, kind = '', fields = ''] of kinds) {
      expect(change.description).toContain(`${kind} (`);
      for (const field of fields
        .split(',')
        .map((one) => one.trim())
        .filter(Boolean)) {
        expect(change.properties).toHaveProperty(field);
      }
    }
  });

  it('every tool has a name for chats of its own, and says in its description that it reads or changes nothing', () => {
    const references = languageModelTools.map(({ toolReferenceName }) => toolReferenceName);
    expect(new Set(references).size).toBe(references.length);
    for (const { modelDescription } of languageModelTools)
      expect(modelDescription).toMatch(/Reads only|changes nothing|itself changes nothing/);
  });
});
