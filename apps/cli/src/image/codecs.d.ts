// What is used of libjpeg-turbo's WebAssembly build, which comes without types.
declare module "@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs" {
  export interface JpegDecoder {
    /** Room for the file, in the decoder's memory: a view that is valid until the next call. */
    getEncodedBuffer(length: number): Uint8Array;
    /** Throws where libjpeg fails, and where it has decoded everything and warned of something. */
    decode(): void;
    getFrameInfo(): { readonly width: number; readonly height: number; readonly componentCount: 1 | 3 };
    /** A copy: [H, W, 1 or 3]. */
    getDecodedBuffer(): Uint8ClampedArray;
    delete(): void;
  }

  export interface JpegModule {
    readonly JPEGDecoder: new () => JpegDecoder;
    readonly HEAPU8: Uint8Array;
  }

  export default function openModule(settings: {
    readonly instantiateWasm: (imports: WebAssembly.Imports, done: (instance: WebAssembly.Instance) => void) => WebAssembly.Exports;
  }): Promise<JpegModule>;
}
