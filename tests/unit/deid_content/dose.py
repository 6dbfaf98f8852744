"""An X-Ray Radiation Dose SR of a CT (TID 10011), full of invented PHI, as scanners write them."""

from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from unit.deid_content.reports import Name, item, report

DOSE_SR = "1.2.840.10008.5.1.4.1.1.88.67"
EVENT_UID, DEVICE_UID = "1.2.826.0.1.99.1", "1.2.826.0.1.99.2"


def dcm(value: str, meaning: str) -> Name:
    """A code of DICOM's own."""
    return (value, "DCM", meaning)


def _observer() -> list[Dataset]:
    context = "HAS OBS CONTEXT"
    device = dcm("121007", "Device")
    return [
        item("CODE", dcm("121005", "Observer Type"), device, relationship=context),
        item("UIDREF", dcm("121012", "Device Observer UID"), DEVICE_UID, relationship=context),
        item("TEXT", dcm("121013", "Device Observer Name"), "SENTINEL CT 1", relationship=context),
        item("TEXT", dcm("121014", "Device Observer Manufacturer"), "ACME Medical", relationship=context),
        item("TEXT", dcm("121015", "Device Observer Model Name"), "Scanner 9", relationship=context),
        item("TEXT", dcm("121016", "Device Observer Serial Number"), "SENTINEL-4711", relationship=context),
        item(
            "TEXT",
            dcm("121017", "Device Observer Physical Location During Observation"),
            "SENTINEL Hospital, ward 7",
            relationship=context,
        ),
    ]


def _event() -> Dataset:
    return item(
        "CONTAINER",
        dcm("113819", "CT Acquisition"),
        None,
        item("TEXT", dcm("125203", "Acquisition Protocol"), "SENTINEL thorax for Dr. Grünwald"),
        item("CODE", ("123014", "DCM", "Target Region"), ("51185008", "SCT", "Chest")),
        item("CODE", dcm("113820", "CT Acquisition Type"), ("116152004", "SCT", "Spiral Acquisition")),
        item("UIDREF", dcm("113769", "Irradiation Event UID"), EVENT_UID),
        item(
            "CONTAINER",
            dcm("113829", "CT Dose"),
            None,
            item("NUM", dcm("113830", "Mean CTDIvol"), "11.5"),
            item("NUM", dcm("113838", "DLP"), "402.7"),
        ),
        item("TEXT", dcm("121106", "Comment"), "SENTINEL moved, repeated"),
        item(
            "CODE",
            dcm("113876", "Device Role in Procedure"),
            dcm("113859", "Irradiating Device"),
            item("TEXT", dcm("113878", "Device Manufacturer"), "ACME Medical", relationship="HAS PROPERTIES"),
            item("TEXT", dcm("113880", "Device Serial Number"), "SENTINEL-4711", relationship="HAS PROPERTIES"),
        ),
        item(
            "PNAME",
            dcm("113870", "Person Name"),
            "Sentinel^Rosa",
            item("TEXT", dcm("113871", "Person ID"), "SENTINEL-RT-12", relationship="HAS PROPERTIES"),
            item("TEXT", dcm("113873", "Organization Name"), "SENTINEL Hospital", relationship="HAS PROPERTIES"),
        ),
    )


def dose_report(**changes: object) -> Dataset:
    """The report; ``changes`` sets attributes by keyword."""
    content = [
        item(
            "CODE",
            dcm("121058", "Procedure reported"),
            ("77477000", "SCT", "Computed Tomography X-Ray"),
            item(
                "CODE",
                ("363703001", "SCT", "Has Intent"),
                ("261004008", "SCT", "Diagnostic Intent"),
                relationship="HAS CONCEPT MOD",
            ),
            relationship="HAS CONCEPT MOD",
        ),
        *_observer(),
        item("DATETIME", dcm("113809", "Start of X-Ray Irradiation"), "20240229101112"),
        item("DATETIME", dcm("113810", "End of X-Ray Irradiation"), "20240229101212"),
        item("CODE", dcm("113705", "Scope of Accumulation"), dcm("113014", "Study")),
        item(
            "CONTAINER",
            dcm("113811", "CT Accumulated Dose Data"),
            None,
            item("NUM", dcm("113812", "Total Number of Irradiation Events"), "1"),
            item("NUM", dcm("113813", "CT Dose Length Product Total"), "402.7"),
        ),
        _event(),
        item("CODE", dcm("113854", "Source of Dose Information"), dcm("113856", "Automated Data Collection")),
    ]
    made = report(*content, SOPClassUID=DOSE_SR, CompletionFlag="COMPLETE", **changes)
    made.ConceptNameCodeSequence[0].CodeValue = "113701"
    made.ConceptNameCodeSequence[0].CodeMeaning = "X-Ray Radiation Dose Report"
    template = Dataset()
    template.MappingResource, template.TemplateIdentifier = "DCMR", "10011"
    made.ContentTemplateSequence = Sequence([template])
    return made
