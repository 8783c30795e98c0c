// What is used of libjpeg-turbo's and libheif's WebAssembly builds, which come without types.
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

declare module "libheif-js/libheif-wasm/libheif-bundle.mjs" {
  /** A handle of the library's. */
  interface HeifHandle {
    readonly handle: unique symbol;
  }

  interface HeifError {
    readonly code: { readonly value: number } | number;
    readonly message?: string;
  }

  interface HeifDecoded {
    readonly channels: readonly { readonly width: number; readonly height: number; readonly stride: number; readonly data: Uint8Array }[];
  }

  export interface HeifModule {
    readonly heif_error_code: { readonly heif_error_Ok: HeifError["code"] };
    readonly heif_colorspace: { readonly heif_colorspace_RGB: unknown };
    readonly heif_chroma: { readonly heif_chroma_interleaved_RGB: unknown };
    heif_context_alloc(): HeifHandle;
    heif_context_read_from_memory(context: HeifHandle, file: Uint8Array): HeifError;
    heif_js_context_get_primary_image_handle(context: HeifHandle): HeifHandle | HeifError;
    heif_image_handle_get_width(handle: HeifHandle): number;
    heif_image_handle_get_height(handle: HeifHandle): number;
    heif_js_decode_image2(handle: HeifHandle, colorspace: unknown, chroma: unknown): HeifDecoded | HeifError;
  }

  export default function openModule(settings: {
    readonly instantiateWasm: (imports: WebAssembly.Imports, done: (instance: WebAssembly.Instance) => void) => WebAssembly.Exports;
    readonly print: () => void;
    readonly printErr: () => void;
  }): HeifModule;
}
