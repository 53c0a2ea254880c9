// Everything the parity tests call, bundled by setnb.widgets.bundle like a widget's own module.
import { arrangementForKey, typedLetters } from "../../setnb/widgets/js/arranging.js";
import { BOXES } from "../../setnb/widgets/js/boxes.js";
import { valueColour } from "../../setnb/widgets/js/colour.js";
import { applyMatrix, judgeMatrix, projectEquivariant, worstPermutation } from "../../setnb/widgets/js/commuting.js";
import { COMPARISONS, offeredComparisons, pairCosts, tiedElements } from "../../setnb/widgets/js/comparisons.js";
import { continuityAt } from "../../setnb/widgets/js/continuity.js";
import { DECOMPOSITIONS } from "../../setnb/widgets/js/decompositions.js";
import { descend, differences, findMinimum } from "../../setnb/widgets/js/descenttangents.js";
import { descendRows } from "../../setnb/widgets/js/descent.js";
import { outputMoves } from "../../setnb/widgets/js/distances.js";
import { assignLanes } from "../../setnb/widgets/js/flagline.js";
import { parseExpression } from "../../setnb/widgets/js/expressions.js";
import { fspool, positionWeights } from "../../setnb/widgets/js/fspool.js";
import { GALLERY } from "../../setnb/widgets/js/gallery.js";
import { gradientsAfter } from "../../setnb/widgets/js/implicitmodes.js";
import { solveInnerLoop } from "../../setnb/widgets/js/innerloop.js";
import { assign, listDistance, multisetDistance } from "../../setnb/widgets/js/matching.js";
import { MODELS, pushApart, spreadFromMean } from "../../setnb/widgets/js/models.js";
import { elementarySymmetric, powerSums, rootsFromSums } from "../../setnb/widgets/js/moments.js";
import { pointForKey } from "../../setnb/widgets/js/movers.js";
import { numberLetters, startRows, unpackModel, wrongNumbers } from "../../setnb/widgets/js/numberings.js";
import { cellForKey, typedValue } from "../../setnb/widgets/js/painting.js";
import { compareReaders, distinctOrders, orderAfter, orderIndex, readOrders, swapNeighbours } from "../../setnb/widgets/js/orders.js";
import { stackPlaces } from "../../setnb/widgets/js/pointplane.js";
import { canonicalLabels, compareSymmetries, countBlocks, differenceBounds, matchBlocks, rankLabels } from "../../setnb/widgets/js/partitions.js";
import { bothGradients, descendPermutation, hardOrder, laterMinusEarlier, leastCost, meanEntropy, normalisedCosts, orderCost, placeSoftly, totalCost, totalCostGradient } from "../../setnb/widgets/js/permutation.js";
import { polynomialRoots } from "../../setnb/widgets/js/polynomials.js";
import { PRECISIONS } from "../../setnb/widgets/js/precision.js";
import { probe, smallestCounterexample } from "../../setnb/widgets/js/probing.js";
import { normalRows } from "../../setnb/widgets/js/random.js";
import { readSums, saySums } from "../../setnb/widgets/js/readings.js";
import { compareOutputs } from "../../setnb/widgets/js/residuals.js";
import { moveElement, rowForKey } from "../../setnb/widgets/js/regrouping.js";
import { gruStep, readAnswer, startState, unpackReader } from "../../setnb/widgets/js/recurrent.js";
import { readOutputs, saySeen } from "../../setnb/widgets/js/saying.js";
import { encodeSet, makeEncodingEnergy, unpackEncoder } from "../../setnb/widgets/js/setencoder.js";
import { sayNumbers } from "../../setnb/widgets/js/sayingnumbers.js";
import { allPermutations, equalRows, invertPermutation, isPermutation, permute } from "../../setnb/widgets/js/sets.js";
import { projectSimplex } from "../../setnb/widgets/js/simplex.js";
import { scaleRounds, sinkhorn, sinkhornBackward, sinkhornResidual } from "../../setnb/widgets/js/sinkhorn.js";
import { averagedSortJacobian, sortJacobian, sortPermutation, sortValues } from "../../setnb/widgets/js/sorting.js";
import { closeSmallestGap, resized } from "../../setnb/widgets/js/spacing.js";
import { formatList, formatSize, formatValue, pythonFloats } from "../../setnb/widgets/js/text.js";
import { makeValley, START } from "../../setnb/widgets/js/valley.js";

export {
  allPermutations, applyMatrix, assign, assignLanes, averagedSortJacobian, BOXES, cellForKey, closeSmallestGap, compareOutputs,
  continuityAt, DECOMPOSITIONS, elementarySymmetric, equalRows, formatList, formatSize, formatValue, fspool, GALLERY, invertPermutation,
  isPermutation, judgeMatrix, listDistance, MODELS, multisetDistance, outputMoves,
  permute, polynomialRoots, positionWeights, powerSums, PRECISIONS, probe, projectEquivariant, pushApart, pythonFloats,
  readOutputs, readSums, resized, rootsFromSums, saySeen, saySums, smallestCounterexample, sortJacobian, sortPermutation,
  descendRows, encodeSet, makeEncodingEnergy, normalRows, pointForKey, projectSimplex, solveInnerLoop, stackPlaces, unpackEncoder,
  descend, differences, findMinimum, gradientsAfter, makeValley, START,
  bothGradients, COMPARISONS, descendPermutation, hardOrder, laterMinusEarlier, leastCost, meanEntropy, normalisedCosts, offeredComparisons, orderCost,
  pairCosts, placeSoftly, scaleRounds, sinkhorn, sinkhornBackward, sinkhornResidual, tiedElements, totalCost, totalCostGradient,
  compareReaders, distinctOrders, gruStep, orderAfter, orderIndex, readAnswer, readOrders, startState, swapNeighbours, unpackReader,
  canonicalLabels, compareSymmetries, countBlocks, differenceBounds, matchBlocks, moveElement, rankLabels, rowForKey,
  arrangementForKey, numberLetters, sayNumbers, startRows, typedLetters, unpackModel, wrongNumbers,
  parseExpression, sortValues, spreadFromMean, typedValue, valueColour, worstPermutation,
};
