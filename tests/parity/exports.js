// Everything the parity tests call, bundled by setnb.widgets.bundle like a widget's own module.
import { valueColour } from "../../setnb/widgets/js/colour.js";
import { outputMoves } from "../../setnb/widgets/js/distances.js";
import { assign, listDistance, multisetDistance } from "../../setnb/widgets/js/matching.js";
import { MODELS, pushApart, spreadFromMean } from "../../setnb/widgets/js/models.js";
import { probe, smallestCounterexample } from "../../setnb/widgets/js/probing.js";
import { compareOutputs } from "../../setnb/widgets/js/residuals.js";
import { readOutputs, saySeen } from "../../setnb/widgets/js/saying.js";
import { allPermutations, equalRows, invertPermutation, isPermutation, permute } from "../../setnb/widgets/js/sets.js";
import { averagedSortJacobian, sortJacobian, sortPermutation, sortValues } from "../../setnb/widgets/js/sorting.js";
import { formatList, formatSize, formatValue, pythonFloats } from "../../setnb/widgets/js/text.js";

export {
  allPermutations, assign, averagedSortJacobian, compareOutputs, equalRows, formatList, formatSize,
  formatValue, invertPermutation, isPermutation, listDistance, MODELS, multisetDistance, outputMoves,
  permute, probe, pushApart, pythonFloats, readOutputs, saySeen, smallestCounterexample, sortJacobian,
  sortPermutation, sortValues, spreadFromMean, valueColour,
};
