"""Figures that must hold, measured as ratios in one run; each module prints and judges its own."""
