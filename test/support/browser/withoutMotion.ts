import type { BrowserContext } from 'playwright-core';

/**
 * Lets every animation of a context's pages, their frames and their shadow trees end at once. Without a graphics card, a
 * sign that turns while something is waited for takes an eighth of a processor.
 */
export async function withoutMotion(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const still =
      '*, ::before, ::after { animation-duration: 0s !important; animation-delay: 0s !important; animation-iteration-count: 1 !important; }';
    /** The document of a frame may be replaced after this script has run, and takes only sheets that were made for it. */
    const sheets = new WeakMap<Document, CSSStyleSheet>();
    const stillIn = (root: Document | ShadowRoot): void => {
      let sheet = sheets.get(document);
      if (sheet === undefined) {
        sheet = new CSSStyleSheet();
        sheet.replaceSync(still);
        sheets.set(document, sheet);
      }
      if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets.push(sheet);
    };
    stillIn(document);
    const prototype: { readonly attachShadow: (this: Element, init: ShadowRootInit) => ShadowRoot } = Element.prototype;
    const attach = prototype.attachShadow;
    Element.prototype.attachShadow = function attachStill(init) {
      const root = attach.call(this, init);
      stillIn(document);
      stillIn(root);
      return root;
    };
  });
}
