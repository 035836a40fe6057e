"""Tell the possible causes of a code apart by evidence. Begin with `diagnose`."""

from terkirim.knowledge.diagnosis.diagnose import diagnose
from terkirim.knowledge.diagnosis.evidence import Evidence, Sensitivity, read_evidence
from terkirim.knowledge.diagnosis.model import Alternative, Diagnosis
from terkirim.knowledge.diagnosis.possible import possible_causes
from terkirim.knowledge.diagnosis.read_error import read_error
from terkirim.knowledge.diagnosis.report import SURFACES, ErrorReport, Surface

__all__ = [
    "SURFACES",
    "Alternative",
    "Diagnosis",
    "ErrorReport",
    "Evidence",
    "Sensitivity",
    "Surface",
    "diagnose",
    "possible_causes",
    "read_error",
    "read_evidence",
]
