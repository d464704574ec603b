declare module 'subset-font' {
  /** The font with the glyphs of `text` only. */
  function subsetFont(
    font: Buffer,
    text: string,
    options?: { readonly targetFormat?: 'truetype' | 'woff' | 'woff2' },
  ): Promise<Buffer>;
  export { subsetFont as default };
}
