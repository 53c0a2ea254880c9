// Functions of a set as rho(sum of phi(x)): what phi writes down, and what rho reads from the sums.
import { rootsFromSums } from "./moments.js";

const ANY = [1, 2, 3, 4, 5, 6, 7, 8];
const POWERS = ["x", "x²", "x³", "x⁴", "x⁵", "x⁶", "x⁷", "x⁸"];
const descending = (values) => [...values].sort((a, b) => b - a);
const powers = (count) => ({
  names: POWERS.slice(0, count), full: count,
  phi: (x) => Array.from({ length: count }, (_, i) => x ** (i + 1)),
});

/**
 * `of(n, a)` gives phi with the names of its entries; rho lists numbers, roots as [real, imaginary].
 * `sharpened` says that phi and rho have the parameter a; `top` is the largest target. All but the
 * power sums are those of setnb.functional.DECOMPOSITIONS.
 */
export const DECOMPOSITIONS = {
  power_sums: {
    group: "the whole multiset", label: "the elements, from power sums", sizes: ANY, top: 1,
    formula: "φ(x) = (x, x², …, xⁿ); ρ: the roots of xⁿ − e₁xⁿ⁻¹ + e₂xⁿ⁻² − …, the e from Newton and Girard",
    of: (n) => powers(n),
    rho: rootsFromSums,
    target: descending,
  },
  mean: {
    group: "one number", label: "mean", sizes: ANY, top: 1,
    formula: "φ(x) = (1, x); ρ(u, v) = v / u",
    of: () => ({ names: ["1", "x"], phi: (x) => [1, x] }),
    rho: ([u, v]) => [v / u],
    target: (values) => [values.reduce((a, b) => a + b, 0) / values.length],
  },
  maximum: {
    group: "one number", label: "maximum", sizes: ANY, top: 1, sharpened: true,
    formula: "φ(x) = (eᵃˣ, x eᵃˣ); ρ(u, v) = v / u, exact as a → ∞",
    of: (_, a) => ({ names: ["eᵃˣ", "x eᵃˣ"], phi: (x) => [Math.exp(a * x), x * Math.exp(a * x)] }),
    rho: ([u, v]) => [v / u],
    target: (values) => [Math.max(...values)],
  },
  second_largest: {
    group: "one number", label: "second largest", sizes: ANY.slice(1), top: 1, sharpened: true,
    formula: "φ(x) = (eᵃˣ, e²ᵃˣ); ρ(u, w) = log((u² − w) / 2u) / a, exact as a → ∞",
    of: (_, a) => ({ names: ["eᵃˣ", "e²ᵃˣ"], phi: (x) => [Math.exp(a * x), Math.exp(2 * a * x)] }),
    rho: ([u, w], a) => [Math.log((u * u - w) / (2 * u)) / a],
    target: (values) => [descending(values)[1]],
  },
  product_of_two: {
    group: "one number", label: "x₁x₂(x₁ + x₂ + 3)", sizes: [2], top: 5,
    formula: "φ(x) = (x, x², x³); ρ(u, v, w) = uv − w + 3(u² − v) / 2",
    of: () => powers(3),
    rho: ([u, v, w]) => [u * v - w + 3 * (u * u - v) / 2],
    target: ([x, y]) => [x * y * (x + y + 3)],
  },
  product_of_three: {
    group: "one number", label: "x₁x₂x₃ + x₁ + x₂ + x₃", sizes: [3], top: 4,
    formula: "φ(x) = (x, x², x³); ρ(u, v, w) = (u³ + 2w − 3uv) / 6 + u",
    of: () => powers(3),
    rho: ([u, v, w]) => [(u ** 3 + 2 * w - 3 * u * v) / 6 + u],
    target: ([x, y, z]) => [x * y * z + x + y + z],
  },
};
