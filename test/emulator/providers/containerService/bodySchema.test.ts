import { describe, expect, it } from 'vitest';
import manifest from '../../../../package.json' with { type: 'json' };
import schema from '../../../../src/emulator/providers/containerService/body/bodySchema.json' with { type: 'json' };

const shapes: Readonly<Record<string, Readonly<Record<string, string>>>> = schema.shapes;
const scalars = ['string', 'boolean', 'integer', 'number'];

describe('the schema of bodies', () => {
  it('is made of the SDK that package.json names; if not, run scripts/bodySchema.ts', () => {
    const version = manifest.dependencies['@azure/arm-containerservice'];
    expect(schema.source).toBe(`@azure/arm-containerservice@${version}`);
  });

  it('has every shape that one of its members names', () => {
    const named = Object.values(shapes).flatMap((shape) => Object.values(shape));
    const bare = named.map((type) => type.replace(/^Record<(.+)>$/, '$1').replace(/\[\]$/, ''));
    expect(bare.filter((type) => !scalars.includes(type) && !(type in shapes))).toEqual([]);
  });
});
