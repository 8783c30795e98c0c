// loading="lazy": what lies far below the screen waits until it comes near.

export interface Nearness {
  /** Whether the element is near, or was; if not, `come` is called when it is. */
  reached(come: () => void): boolean;
  leave(): void;
}

export function nearnessOf(element: HTMLElement): Nearness {
  let observer: IntersectionObserver | undefined;
  let isNear = false;
  const leave = (): void => observer?.disconnect();
  return {
    reached(come) {
      if (isNear || observer) return isNear;
      observer = new IntersectionObserver((entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
        isNear = true;
        leave();
        come();
      }, { rootMargin: "50%" });
      observer.observe(element);
      return false;
    },
    leave,
  };
}
