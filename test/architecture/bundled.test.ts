import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const library = resolve(import.meta.dirname, '../../node_modules/jsonwebtoken/lib');

describe('the stand-in for semver in the bundle', () => {
  it('answers as semver would in every VS Code that takes the extension, whose Node is 22 or newer', () => {
    const questions = readdirSync(library).flatMap((file) => [
      ...readFileSync(join(library, file), 'utf8').matchAll(/semver\.(.*)/g),
    ]);
    expect(questions.map(([, question]) => question)).toEqual([
      "satisfies(process.version, '>=15.7.0');",
      "satisfies(process.version, '^6.12.0 || >=8.0.0');",
      "satisfies(process.version, '>=16.9.0');",
    ]);
  });
});
