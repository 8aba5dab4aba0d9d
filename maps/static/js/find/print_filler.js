/* Who puts what is shown onto the sheet to print: nobody until what makes sheets is here. */

/** @type {{ fill: (() => void) | null }} */
export const filler = { fill: null };
