import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packagedText } from '../../scripts/package/pageTexts.ts';
import { projectRoot } from '../../scripts/project.ts';

const folder = join(projectRoot, 'src', 'domain', 'signIn');
const files = globSync('{forms/*,situation/causes,judges/resources/dataServices}.ts', { cwd: folder }).map((name) =>
  join(folder, name).replaceAll('\\', '/'),
);
const count = (text: string, of: RegExp): number => text.match(of)?.length ?? 0;

describe('what the package has of a record', () => {
  it('is all but what only the generated pages say', () => {
    const [whole, packaged] = [
      files.map((file) => readFileSync(file, 'utf8')),
      files.map((file) => packagedText(readFileSync(file, 'utf8'), file)),
    ].map((texts) => texts.join('\n')) as [string, string];
    const forPages = /\b(?:looksLike|looksAt|fixKinds):(?! ?(?:Words|string|readonly))/g;
    expect([count(whole, forPages) > 150, count(packaged, forPages)]).toEqual([true, 0]);
    for (const kept of [/\bfinds:/g, /\bmeans:/g, /\bname:/g, /\bjudge\b/g, /\bsays:/g, /\bfix:/g])
      expect(count(packaged, kept)).toBe(count(whole, kept));
  });

  it('is what it was where an object in a call, or the last one in a list, has such a text', () => {
    const record = "const a = [make({ name: 'x', source: y, finds: /a/g }), { causes: ['A'], ...b, looksLike: 'z' }];";
    expect(packagedText(record, '/src/domain/signIn/forms/x.ts').replace(/\s+/g, ' ')).toBe(
      "const a = [make({ name: 'x', finds: /a/g }), { ...b, }];",
    );
    expect(packagedText(record, '/src/domain/signIn/judges/x.ts')).toBe(record);
  });
});
