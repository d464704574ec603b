import { withoutMarkup } from '../../arm/inert.ts';
import { dateTimeAndZone } from '../../words/dateTime.ts';
import { textOf } from '../../../sentences/textOf.ts';

/**
 * Escapes a text for HTML and SVG, between tags or in a quoted attribute, so that it contains no markup, and no control
 * sequences for whatever logs it.
 */
export function htmlText(text: string): string {
  return withoutMarkup(text).replace(/##/g, '#&#35;').replace(/::/g, ':&#58;');
}

/** Returns a moment for people and programs. */
export function timeTag(moment: Date): string {
  return `<time datetime="${moment.toISOString()}">${htmlText(textOf(dateTimeAndZone(moment)))}</time>`;
}

/** Returns a link to what a page says of a cluster. */
export function clusterLink({ cluster }: { readonly cluster: { readonly name: string } }, index: number): string {
  return `<a href="#cluster-${index}">${htmlText(cluster.name)}</a>`;
}

/** Returns a text as HTML whose words break only where a line has no room for one of them, then also after a slash. */
export function unbroken(text: string): string {
  return htmlText(text)
    .replaceAll('/', '/<wbr>')
    .replace(/\S*[-/]\S+/g, '<span>$&</span>');
}
