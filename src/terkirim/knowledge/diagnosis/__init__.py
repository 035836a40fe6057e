"""Tell the possible causes of a code apart by evidence. Begin with `diagnose`."""

from terkirim.knowledge.diagnosis.diagnose import diagnose
from terkirim.knowledge.diagnosis.evidence import Evidence, Sensitivity
from terkirim.knowledge.diagnosis.model import Alternative, Diagnosis
from terkirim.knowledge.diagnosis.report import ErrorReport, Surface, read_error

__all__ = [
    "Alternative",
    "Diagnosis",
    "ErrorReport",
    "Evidence",
    "Sensitivity",
    "Surface",
    "diagnose",
    "read_error",
]
