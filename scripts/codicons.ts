import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import subsetFont from 'subset-font';
import { projectRoot } from './project.ts';

const source = join(projectRoot, 'node_modules', '@vscode', 'codicons', 'dist');
const rule = /\.codicon-([a-z0-9-]+):before\s*\{\s*content:\s*"\\([0-9a-f]+)"\s*\}\s*/g;

/** How the style sheet names the font, and how it is named once it is reduced. */
const inTrueType = /url\("\.\/codicon\.ttf\?[\da-f]*"\) format\("truetype"\)/;
const inWoff2 = 'url("./codicon.woff2") format("woff2")';

/**
 * Writes VS Code's icon font to `folder`, reduced to the icons whose names appear in the panel's sources; the whole font
 * would be a tenth of the package.
 */
export async function writeCodicons(folder: string): Promise<void> {
  const words = await wordsOf(join(projectRoot, 'src', 'webview'));
  const characters: string[] = [];
  const css = (await readFile(join(source, 'codicon.css'), 'utf8')).replace(
    rule,
    (whole, name: string, code: string) => {
      if (!words.has(name)) return '';
      characters.push(String.fromCodePoint(Number.parseInt(code, 16)));
      return whole;
    },
  );
  const font = await subsetFont(await readFile(join(source, 'codicon.ttf')), characters.join(''), {
    targetFormat: 'woff2',
  });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'codicon.css'), css.replace(inTrueType, inWoff2));
  await writeFile(join(folder, 'codicon.woff2'), font);
}

async function wordsOf(folder: string): Promise<ReadonlySet<string>> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  const texts = files
    .filter((file) => file.isFile() && file.name.endsWith('.ts'))
    .map((file) => readFile(join(file.parentPath, file.name), 'utf8'));
  const quoted = (await Promise.all(texts)).flatMap(
    (text) => text.match(/(?<=['"`\s-])[a-z][a-z0-9-]*(?=['"`\s])/g) ?? [],
  );
  return new Set(quoted);
}
