"""What an analyst corrected: a file to read, and constraints to replay on what the stages found."""

from narrative.correct.apply import Corrected, apply_corrections
from narrative.correct.calibrate import Calibration, calibrate_bar
from narrative.correct.read import read_corrections

__all__ = ["Calibration", "Corrected", "apply_corrections", "calibrate_bar", "read_corrections"]
