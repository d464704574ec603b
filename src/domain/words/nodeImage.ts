/** Node images in words. */
import { momentWords, say, type Phrase } from '../../sentences/words.ts';

const image = /^AKS([A-Za-z]+)-(\w+?)-(\d{4})(\d{2})\.(\d{2})\.\d+$/;

/**
 * Returns a node image such as `AKSUbuntu-2204gen2containerd-202604.14.0` as `Ubuntu 22.04, Apr 14, 2026`: its system and
 * the day in its version, written as the reader's language does; any other name as it is.
 * Source: https://learn.microsoft.com/azure/aks/node-image-upgrade, https://github.com/Azure/AKS/releases
 */
export function nodeImageWords(name: string): Phrase {
  const [, system = '', variant = '', year, month, day] = image.exec(name) ?? [];
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  const isDay = date.getUTCMonth() + 1 === Number(month) && date.getUTCDate() === Number(day);
  return isDay ? say`${systemWords(system, variant)}, ${momentWords(date, 'calendarDay')}` : name;
}

/** `Ubuntu 22.04`, `Azure Linux 3`, with what else sets the image apart. */
function systemWords(system: string, variant: string): string {
  const [, version = '', rest = ''] = /^V?(\d+)(.*)$/.exec(variant) ?? [undefined, '', variant];
  const words = [/^\d{4}$/.test(version) ? `${version.slice(0, 2)}.${version.slice(2)}` : version];
  if (/fips/i.test(rest)) words.push('FIPS');
  if (/arm64/i.test(rest)) words.push('Arm64');
  return [system.replace('AzureLinux', 'Azure Linux'), ...words].filter((word) => word !== '').join(' ');
}
